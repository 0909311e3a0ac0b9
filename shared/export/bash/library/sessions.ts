import { sh } from '../shell-text.ts'

/**
 * Shell functions that find out by which PCI functions this host is reached: its SSH sessions and default routes,
 * followed down over bridges, bonds, VLANs and the like, the same way as the inventory goes.
 */
export const sessionFunctions = sh`
# ---- What this host is reached by: SSH sessions and default routes, followed down to PCI functions. No option allows
# ---- taking such a function. Where the way down cannot be read, every port that could carry it counts.

declare -A PROTECTED=() FOLLOWED=() INTERFACE_WITH=()

look_for_sessions() { # what must stay, by address, and why -> PROTECTED
  local family name address
  PROTECTED=() FOLLOWED=() INTERFACE_WITH=() IS_DEFAULT=0 HAS_DEFAULT=''
  while read -r _ name _ address _; do
    INTERFACE_WITH[\${address%%/*}]+="\${name%%@*} "
  done < <(ip -oneline address show 2>/dev/null)
  protect_own_sessions
  protect_sessions_of_sshd
  # A tunnel as default route stands on another one, as a rule; only where none leads to a function, any port may.
  UNFOLLOWED=''
  IS_DEFAULT=1
  for family in -4 -6; do
    protect_routes 'the default route' < <(ip "$family" -oneline route show table all default 2>/dev/null)
  done
  IS_DEFAULT=0
  if [[ -n $UNFOLLOWED && -z $HAS_DEFAULT ]]; then protect_all 'the default route' "what $UNFOLLOWED stands on cannot be read"; fi
}

protect_own_sessions() { # sudo, su, tmux and screen drop or keep SSH_CONNECTION as they like; the parents know it
  local pid=$$ depth word words
  if [[ -n \${SSH_CONNECTION:-} ]]; then protect_session "$SSH_CONNECTION" 'this SSH session'; fi
  for ((depth = 0; depth < 64; depth++)); do
    words=()
    mapfile -d '' -t words 2>/dev/null <"$PROC/$pid/environ" || true
    for word in "\${words[@]}"; do
      if [[ $word == SSH_CONNECTION=* ]]; then protect_session "\${word#*=}" 'this SSH session'; fi
    done
    # "PID (NAME) STATE PARENT ...", and a name may hold anything.
    read_line "$PROC/$pid/stat" || return 0
    read -r _ pid _ <<<"\${LINE##*) }"
    [[ $pid =~ ^[0-9]+$ ]] && ((pid > 1)) || return 0
  done
}

protect_sessions_of_sshd() { # every established connection of an SSH server: this one may hide behind a service
  local path folders=() local_end remote_end state inode file client
  local -A socket=()
  for path in "$PROC"/[0-9]*/comm; do
    read_line "$path" || continue
    if [[ $LINE == sshd* || $LINE == dropbear* || $LINE == tinysshd* ]]; then folders+=("\${path%comm}fd"); fi
  done
  if ((\${#folders[@]} > 0)); then
    while IFS= read -r inode; do socket[$inode]=1; done \
      < <(find "\${folders[@]}" -maxdepth 1 -lname 'socket:*' -printf '%l\n' 2>/dev/null)
  fi
  for file in "$PROC/net/tcp" "$PROC/net/tcp6"; do
    [[ -r $file ]] || continue
    while read -r _ local_end remote_end state _ _ _ _ _ inode _; do
      # State 01 is "established", port 0016 is 22.
      [[ $state == 01 && (-n \${socket["socket:[$inode]"]:-} || $local_end == *:0016) ]] || continue
      ip_address "\${remote_end%:*}" || continue
      client=$IP_ADDRESS
      ip_address "\${local_end%:*}" || continue
      protect_session "$client - $IP_ADDRESS -" 'an SSH session'
    done <"$file"
  done
}

LITTLE_END=''
ip_address() { # ip_address HEX: as /proc/net/tcp prints it, 32-bit words in the byte order of the host -> IP_ADDRESS
  local hex=$1 bytes='' word position
  IP_ADDRESS=''
  [[ $hex =~ ^([0-9A-F]{8}|[0-9A-F]{32})$ ]] || return 1
  if [[ -z $LITTLE_END ]]; then
    LITTLE_END=0
    if [[ $(printf '\1\0' | od -A n -t d2) =~ ^\ *1$ ]]; then LITTLE_END=1; fi
  fi
  for ((position = 0; position < \${#hex}; position += 8)); do
    word=\${hex:position:8}
    if ((LITTLE_END)); then word=\${word:6:2}\${word:4:2}\${word:2:2}\${word:0:2}; fi
    bytes+=$word
  done
  # An IPv4 address in IPv6 clothes.
  if [[ $bytes == 00000000000000000000FFFF* ]]; then bytes=\${bytes:24}; fi
  if ((\${#bytes} == 8)); then
    printf -v IP_ADDRESS '%d.%d.%d.%d' "0x\${bytes:0:2}" "0x\${bytes:2:2}" "0x\${bytes:4:2}" "0x\${bytes:6:2}"
  else
    for ((position = 0; position < 32; position += 4)); do
      IP_ADDRESS+=\${IP_ADDRESS:+:}\${bytes:position:4}
    done
  fi
}

interfaces_with() { # interfaces_with ADDRESS: those that have it, however an IPv6 address is written -> INTERFACES
  local candidate wanted
  INTERFACES=\${INTERFACE_WITH[$1]:-}
  [[ -z $INTERFACES && $1 == *:* ]] || return 0
  expand "$1"
  wanted=$EXPANDED
  for candidate in "\${!INTERFACE_WITH[@]}"; do
    [[ $candidate == *:* ]] || continue
    expand "$candidate"
    if [[ $EXPANDED == "$wanted" ]]; then INTERFACES+=\${INTERFACE_WITH[$candidate]}; fi
  done
}

expand() { # expand IPV6: all of its 32 digits -> EXPANDED
  local head=\${1%%::*} tail='' words=() last=() word
  if [[ $1 == *::* ]]; then tail=\${1#*::}; fi
  EXPANDED=''
  IFS=: read -r -a words <<<"$head"
  IFS=: read -r -a last <<<"$tail"
  while ((\${#words[@]} + \${#last[@]} < 8)); do words+=(0); done
  for word in "\${words[@]}" "\${last[@]}"; do
    [[ $word =~ ^[0-9a-fA-F]{1,4}$ ]] || return 0
    printf -v word '%04x' "0x$word"
    EXPANDED+=$word
  done
}

protect_session() { # protect_session "CLIENT PORT SERVER PORT" WHAT
  local client server name form='^[0-9a-fA-F.:]+(%[^[:space:]/]+)?$'
  read -r client _ server _ <<<"$1"
  [[ $client =~ $form && $server =~ $form ]] || return 0
  # Over the loopback address it came through another session, which counts itself.
  if [[ $server == 127.* || $server == ::1 || $server == 0000:0000:0000:0000:0000:0000:0000:0001 ]]; then return 0; fi
  if [[ $server == *%* ]]; then INTERFACES=\${server#*%}
  else interfaces_with "$server"; fi
  if [[ -z $INTERFACES ]]; then protect_all "$2" "its address $server is on no interface here"; fi
  for name in $INTERFACES; do protect_interface "$name" "$2"; done
  # Answers may leave by another interface than the one with the address.
  protect_routes "$2" < <(ip -oneline route get "\${client%%%*}" from "\${server%%%*}" 2>/dev/null)
}

protect_routes() { # protect_routes WHAT: the interfaces of the routes on stdin
  local words position
  while read -r -a words; do
    for ((position = 0; position + 1 < \${#words[@]}; position++)); do
      if [[ \${words[position]} == dev && \${words[position + 1]} != lo ]]; then
        protect_interface "\${words[position + 1]}" "$1"
      fi
    done
  done
}

protect_interface() { # protect_interface NAME WHAT [TOP]: what it stands on, down to the functions
  local name=$1 what=$2 top=\${3:-$1} path target below=() other index
  if [[ -n \${FOLLOWED[$name]:-} ]]; then
    if ((IS_DEFAULT)); then HAS_DEFAULT=$name; fi
    return 0
  fi
  FOLLOWED[$name]=1
  target=$(readlink -- "$NET/$name") || target=''
  if [[ $target != */virtual/* && -n $target ]]; then
    protect_path "$target" "$what" "$top"
    if ((IS_DEFAULT)); then HAS_DEFAULT=$name; fi
    return 0
  fi
  for path in "$NET/$name"/lower_* "$NET/$name/brif"/*; do
    if [[ -e $path || -L $path ]]; then path=\${path##*/}; below+=("\${path#lower_}"); fi
  done
  if ((\${#below[@]} == 0)) && read_line "$NET/$name/iflink"; then
    index=$LINE
    for path in "$NET"/*; do
      other=\${path##*/}
      if [[ $other != "$name" ]] && read_line "$path/ifindex" && [[ $LINE == "$index" ]]; then below+=("$other"); fi
    done
  fi
  # The ports of an OVS bridge are in its database only; in sysfs all of them belong to its datapath.
  if ((\${#below[@]} == 0)) && [[ $(ip -details -oneline link show dev "$name" 2>/dev/null) == *openvswitch* ]]; then
    for path in "$NET"/*; do
      if link_name "$path/master" && [[ $LINK == ovs-* ]]; then below+=("\${path##*/}"); fi
    done
  fi
  if ((\${#below[@]} == 0)); then
    if ((IS_DEFAULT)); then UNFOLLOWED=$top; else protect_all "$what" "what $top stands on cannot be read"; fi
    return 0
  fi
  for other in "\${below[@]}"; do protect_interface "$other" "$what" "$top"; done
}

protect_path() { # protect_path PATH WHAT TOP: every function on the way to a device, and the PF of a VF
  local rest=$1 address
  plain "$2 on $3"
  while [[ $rest =~ /([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])(/.*)$ ]]; do
    address=\${BASH_REMATCH[1]} rest=\${BASH_REMATCH[2]}
    : "\${PROTECTED[$address]:=carries $PLAIN}"
    if link_name "$PCI/$address/physfn"; then : "\${PROTECTED[$LINK]:=carries $PLAIN}"; fi
  done
}

is_port_in_use() { # is_port_in_use NAME: an address, a master, something that stands on it, or a listener to all packets
  local path
  if [[ -L $NET/$1/master || -n $(ip -oneline address show dev "$1" scope global 2>/dev/null) ]]; then return 0; fi
  for path in "$NET/$1"/upper_*; do
    if [[ -e $path || -L $path ]]; then return 0; fi
  done
  read_line "$NET/$1/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] && ((LINE & 0x100))
}

protect_all() { # protect_all WHAT WHY: every port in use that could carry it
  local path target
  plain "$1: $2"
  for path in "$NET"/*; do
    target=$(readlink -- "$path") || continue
    if [[ $target == */virtual/* ]]; then continue; fi
    # A port that is down or without a carrier carries nothing.
    if read_line "$path/carrier" && [[ $LINE == 0 ]]; then continue; fi
    if read_line "$path/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] && ! ((LINE & 1)); then continue; fi
    is_port_in_use "\${path##*/}" || continue
    while [[ $target =~ /([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])(/.*)$ ]]; do
      target=\${BASH_REMATCH[2]}
      : "\${PROTECTED[\${BASH_REMATCH[1]}]:=may carry $PLAIN}"
    done
  done
}
`
