<?php
// PHP's cURL: a form with a file, which it announces by Expect where it is large.
declare(strict_types=1);

$file = tempnam(sys_get_temp_dir(), 'ramal');
file_put_contents($file, random_bytes(2 * 1024 * 1024));
$curl = curl_init(getenv('BASE_URL') . '/send/media');
curl_setopt_array($curl, [
    CURLOPT_HTTPHEADER => ['apikey: ' . getenv('API_KEY'), 'Expect: 100-continue'],
    CURLOPT_POSTFIELDS => ['number' => '5511988887777', 'file' => new CURLFile($file, 'image/png', 'foto.png')],
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 20,
]);
$text = curl_exec($curl);
unlink($file);
$said = json_decode((string) $text, true);
$good = curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200 && $said['bytes'] > 2 * 1024 * 1024
    && str_starts_with($said['type'], 'multipart/form-data');
if (!$good) {
    fwrite(STDERR, curl_error($curl) . ' ' . var_export($text, true) . "\n");
}
exit($good ? 0 : 1);
