<?php
// PHP's cURL: start, get until connected, list, hang up.
declare(strict_types=1);

function send(string $method, string $path, ?array $body = null): array
{
    $curl = curl_init(getenv('BASE_URL') . $path);
    curl_setopt_array($curl, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => ['apikey: ' . getenv('API_KEY'), 'Content-Type: application/json'],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 10,
    ]);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
    }
    $text = curl_exec($curl);
    if ($text === false) {
        fail(curl_error($curl));
    }
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), json_decode($text, true, 64, JSON_THROW_ON_ERROR)];
}

function fail(string $why): never
{
    fwrite(STDERR, $why . "\n");
    exit(1);
}

function same(mixed $wanted, mixed $got, string $what): void
{
    if ($wanted !== $got) {
        fail("$what: wanted " . json_encode($wanted) . ', got ' . json_encode($got));
    }
}

[$status, $call] = send('POST', '/call/start', ['number' => '5511988880005']);
same(201, $status, 'start');
same('success', $call['message'], 'message');
same('5511988880005@s.whatsapp.net', $call['peer'], 'peer');
$id = $call['callId'];

$deadline = microtime(true) + 20;
do {
    [$status, $call] = send('GET', '/call/get?callId=' . urlencode($id));
    same(200, $status, 'get');
    if (microtime(true) > $deadline) {
        fail('not connected within 20 s: ' . json_encode($call));
    }
} while ($call['state'] !== 'active');
same($id, $call['data']['callId'], 'callId');

[$status, $list] = send('GET', '/call/list?limit=25');
same(200, $status, 'list');
same(true, in_array($id, array_column($list['data'], 'callId'), true), 'the call in the list');

[$status, $call] = send('POST', '/call/hangup', ['callId' => $id]);
same(200, $status, 'hangup');
same('ended', $call['state'], 'state');

[$status, $answer] = send('POST', '/call/hangup', ['callId' => 'nobody']);
same(404, $status, 'an unknown call');
same(['error' => 'call not found', 'code' => 'CALL_NOT_FOUND'], $answer, 'an unknown call');
