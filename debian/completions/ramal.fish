# fish completion for ramal(1)
set -l commands serve demo engine check health webhooks version help
set -l webhooks new-hook ensure native-log test list show replay drop pause resume
complete -c ramal -f
complete -c ramal -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c ramal -n "not __fish_seen_subcommand_from $commands" -l version -d 'print the version'
complete -c ramal -l help -d 'print help'
complete -c ramal -n '__fish_seen_subcommand_from serve engine check webhooks' -s c -l config -r -F -d 'the YAML file'
complete -c ramal -n '__fish_seen_subcommand_from serve' -l require-engine -d 'end with 69 if the engine does not serve'
complete -c ramal -n '__fish_seen_subcommand_from check' -l engine -d 'a file of the reference engine'
complete -c ramal -n '__fish_seen_subcommand_from check' -l show -d 'print what is in force'
complete -c ramal -n '__fish_seen_subcommand_from health' -l url -x -d 'what to ask'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l listen -x -d 'an IP address'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l port -x -d 'the port of the gateway'
complete -c ramal -n '__fish_seen_subcommand_from demo' -l webhook -x -d 'where a bot waits'
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
