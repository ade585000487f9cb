<?php
// cURL, Guzzle or PHP's own streams, as the first argument says; Guzzle is found by include_path.
$base = getenv('BASE_URL');
$apikey = getenv('API_KEY');

$callers = [
    'curl' => function ($method, $path, $body) use ($base, $apikey) {
        static $handle = null;
        $handle ??= curl_init();
        curl_setopt_array($handle, [
            CURLOPT_URL => $base . $path, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_POSTFIELDS => $body ? json_encode($body) : null,
            CURLOPT_HTTPHEADER => ["apikey: $apikey", 'Content-Type: application/json'],
        ]);
        curl_exec($handle);
    },
    'guzzle' => function ($method, $path, $body) use ($base, $apikey) {
        static $client = null;
        if (!$client) {
            require_once 'GuzzleHttp/autoload.php';
            $client = new GuzzleHttp\Client(['headers' => ['apikey' => $apikey]]);
        }
        $client->request($method, $base . $path, $body ? ['json' => $body] : []);
    },
    'streams' => function ($method, $path, $body) use ($base, $apikey) {
        $headers = "apikey: $apikey\r\n" . ($body ? "Content-Type: application/json\r\n" : '');
        $http = ['method' => $method, 'header' => $headers] + ($body ? ['content' => json_encode($body)] : []);
        file_get_contents($base . $path, false, stream_context_create(['http' => $http]));
    },
];

$call = $callers[$argv[1]];
$call('POST', '/call/start', ['number' => '5511987654321']);
$call('GET', '/call/list?limit=10', null);
$call('GET', '/call/get?callId=call_1', null);
$call('POST', '/call/hangup', ['callId' => 'call_1']);
