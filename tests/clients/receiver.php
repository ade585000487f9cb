<?php
// A receiver for PHP's built-in server, which checks the signature of Standard Webhooks by hand: writes each event that
// it could verify to the file in SAID.
$body = file_get_contents('php://input');
$signed = $_SERVER['HTTP_WEBHOOK_ID'] . '.' . $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] . '.' . $body;
$key = base64_decode(substr(getenv('SECRET'), strlen('whsec_')));
$expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
$is_signed = false;
foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $one) {
    $is_signed = hash_equals($expected, $one) || $is_signed;
}
$event = json_decode($body, true);
http_response_code($is_signed ? 204 : 401);
$said = $is_signed ? "{$event['event']} {$event['data']['CallID']}\n" : "refused: the signature is another one\n";
file_put_contents(getenv('SAID'), $said, FILE_APPEND | LOCK_EX);
