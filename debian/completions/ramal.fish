# fish completion for ramal(1)
set -l commands serve demo engine check health doctor keys webhooks contract openapi version help
set -l webhooks new-hook ensure native-log test list show replay drop pause resume
complete -c ramal -f
complete -c ramal -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c ramal -n "not __fish_seen_subcommand_from $commands" -l version -d 'print the version'
complete -c ramal -l help -d 'print help'
complete -c ramal -n '__fish_seen_subcommand_from serve engine check doctor webhooks' -s c -l config -r -F -d 'the YAML file'
complete -c ramal -n '__fish_seen_subcommand_from serve' -l require-engine -d 'end with 69 if the engine does not serve'
complete -c ramal -n '__fish_seen_subcommand_from check' -l engine -d 'a file of the reference engine'
complete -c ramal -n '__fish_seen_subcommand_from check' -l show -d 'print what is in force'
complete -c ramal -n '__fish_seen_subcommand_from doctor' -l json -d 'for scripts'
complete -c ramal -n '__fish_seen_subcommand_from keys; and not __fish_seen_subcommand_from new' -a new
complete -c ramal -n '__fish_seen_subcommand_from openapi' -l native -d 'of the native calls API'
complete -c ramal -n '__fish_seen_subcommand_from openapi' -l postman -d 'as a Postman collection'
set -l contract complete -c ramal -n '__fish_seen_subcommand_from contract'
$contract -l base-url -x -d 'a gateway, with its mount'
$contract -l engine -x -d 'the engine itself'
for file in key-file native-key-file expected-key-file junit tap json html hurl cases
  $contract -l $file -r -F
end
$contract -l loop -x -d 'listen there as the engine, and play all cases'
$contract -l live -x -d 'place one real call to this number'
$contract -l play -x -d 'the URL of a sound for it'
$contract -l yes-place-a-call -d 'do not ask'
$contract -l safe -d 'what is done without --loop and --live'
$contract -l tags -x -d 'only cases with one of these tags'
$contract -l case -x -d 'only cases of this name'
$contract -l list -d 'print the cases'
$contract -l dry-run -d 'send nothing'
$contract -l lang -x -a 'en pt' -d 'of the reports'
complete -c ramal -n '__fish_seen_subcommand_from health' -l url -x -d 'what to ask'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l listen -x -d 'an IP address'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l port -x -d 'the port of the gateway'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l webhook -x -d 'where a bot waits'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l evolution-go -x -d 'your own server'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l evolution-go-token-env -x -d 'where its token is'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l speed -x -d 'of calls'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l seed -x -d 'of ids'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l log-level -x -a 'trace debug info warn error off'
complete -c ramal -n "__fish_seen_subcommand_from webhooks; and not __fish_seen_subcommand_from $webhooks" -a "$webhooks"
complete -c ramal -n '__fish_seen_subcommand_from ensure native-log' -l public-url -x -d 'how the engine reaches this gateway'
complete -c ramal -n '__fish_seen_subcommand_from ensure native-log list replay drop' -l key -x -d 'this key alone'
complete -c ramal -n '__fish_seen_subcommand_from native-log list' -l limit -x -d 'so many lines'
complete -c ramal -n '__fish_seen_subcommand_from list' -l state -x -a 'ready busy done dead expired'
complete -c ramal -n '__fish_seen_subcommand_from list replay drop pause resume' -l destination -x -d 'one of its further destinations'
complete -c ramal -n '__fish_seen_subcommand_from test' -l url -x -d 'how this machine reaches the gateway'
