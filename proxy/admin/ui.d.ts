// What the console's files meet and TypeScript's own libraries do not know: the worklet's world, and Swagger UI.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, made: new (options: any) => AudioWorkletProcessor): void;
declare const SwaggerUIBundle: (options: Record<string, unknown>) => void;
