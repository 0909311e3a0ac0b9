import { sh } from '../shell-text.ts'

/** What the host has made of the interfaces of VFs and functions that a run takes away: addresses, routes, masters. */
export const networkStateFunctions = sh`
# ---- What the host has made of the interfaces that a run takes away: saved, named before, and put back. ----

net_records() { # net_records ADDRESS PF INDEX: what the host has made of its interface, on stdout
  local path name up mtu master text ends family words
  for path in "$PCI/$1/net"/*; do
    name=\${path##*/}
    [[ -d $path && $name =~ $NAME_FORM ]] || continue
    up=0 mtu=- master=-
    if read_line "$NET/$name/flags" && [[ $LINE =~ ^0x[0-9a-f]+$ ]] && ((LINE & 1)); then up=1; fi
    if read_line "$NET/$name/mtu"; then mtu=$LINE; fi
    if link_name "$NET/$name/master" && [[ $LINK =~ $NAME_FORM ]]; then master=$LINK; fi
    printf 'net\t%s\t%s\t%s\t%s\t%s\t%s\n' "$2" "$3" "$name" "$up" "$mtu" "$master"
    while read -r _ _ _ text words; do
      [[ $text =~ ^[0-9a-fA-F.:]+/[0-9]+$ ]] || continue
      ends=-
      if [[ $words =~ valid_lft\ ([0-9]+)sec ]]; then printf -v ends '%(%s)T' -1; ends=$((ends + BASH_REMATCH[1])); fi
      printf 'addr\t%s\t%s\t%s\t%s\n' "$2" "$3" "$text" "$ends"
    done < <(ip -oneline address show dev "$name" scope global 2>/dev/null)
    for family in -4 -6; do
      while IFS= read -r text; do
        if route_words "$text"; then printf 'route\t%s\t%s\t%s\t%s\n' "$2" "$3" "$family" "$ROUTE"; fi
      done < <(ip "$family" -oneline route show table all dev "$name" 2>/dev/null)
    done
  done
}

route_words() { # route_words TEXT: a route as ip prints it, as ip takes it -> ROUTE; false where the kernel makes it
  local words word kept=()
  read -r -a words <<<"$1"
  ROUTE=''
  if [[ " $1 " == *' proto kernel '* || " $1 " == *' proto ra '* || \${#words[@]} == 0 ]]; then return 1; fi
  for word in "\${words[@]}"; do
    case $word in
      linkdown | dead) continue ;;
      expires) return 1 ;;
    esac
    [[ $word =~ ^[A-Za-z0-9][A-Za-z0-9._:/-]*$ ]] || return 1
    kept+=("$word")
  done
  ROUTE="\${kept[*]}"
}

tell_interfaces() { # tell_interfaces ADDRESS: what goes with its interfaces, named before anything is done -> LOSSES
  local kind text path name
  while IFS=$'\t' read -r kind _ _ text _; do
    case $kind in
      addr) LOSSES+=("address $text of $1 (a roll back puts it on again)") ;;
      route) LOSSES+=("a route over $1 (a roll back sets it again)") ;;
    esac
  done < <(net_records "$1" "$1" -)
  for name in \${NETS_ON[$1]:-}; do
    plain "$name"
    if link_name "$NET/$name/master"; then LOSSES+=("$PLAIN as a port of \${LINK//[^A-Za-z0-9_.:@-]/?} (a roll back makes it one again)"); fi
    for path in "$NET/$name"/upper_*; do
      if [[ (-e $path || -L $path) && $(readlink -- "$NET/$name/master") != */"\${path##*/upper_}" ]]; then
        plain "\${path##*/upper_}, which stands on $name and is not made again by a roll back"
        LOSSES+=("$PLAIN")
      fi
    done
  done
}

saved_interface() { # saved_interface PF INDEX: the interface of that VF, or of the function itself -> INTERFACE
  local path address=$1
  INTERFACE=''
  if [[ $2 == - ]]; then interface_of "$1"; return; fi
  vf_address "$1" "$2" || return 1
  address=$VF
  for path in "$PCI/$address/net"/*; do
    if [[ -d $path ]]; then INTERFACE=\${path##*/}; return 0; fi
  done
  return 1
}

is_called() { saved_interface "$1" "$2" && [[ $INTERFACE == "$3" ]]; } # is_called PF INDEX NAME

restore_net() { # restore_net PF INDEX NAME UP MTU MASTER
  local flags mtu=''
  if ((IS_DRY)) && ! saved_interface "$1" "$2"; then
    say "  $3 would get back what it had: MTU, addresses, routes, the bridge or bond that it belonged to"
    return 0
  fi
  if ! wait_until 10 saved_interface "$1" "$2"; then failed "$3 did not come back"; return 0; fi
  # A name of the kernel's (eth0) lasts until udev has given the old one: what is done to it then is done to nothing.
  wait_until 5 is_called "$1" "$2" "$3" || saved_interface "$1" "$2"
  if read_line "$NET/$INTERFACE/mtu"; then mtu=$LINE; fi
  if [[ $5 != - && $mtu != "$5" ]] && goes_back "$INTERFACE: MTU $5 (found $mtu)"; then ip_set mtu "$5" || failed "$WHY"; fi
  link_name "$NET/$INTERFACE/master"
  if [[ $6 != - && $LINK != "$6" ]] && goes_back "$INTERFACE: port of $6"; then ip_set master "$6" || failed "$WHY"; fi
  read_line "$NET/$INTERFACE/flags"
  flags=$LINE
  if [[ $4 == 1 && $flags =~ ^0x[0-9a-f]+$ ]] && ! ((flags & 1)) && goes_back "$INTERFACE: up"; then ip_set up || failed "$WHY"; fi
}

restore_addr() { # restore_addr PF INDEX ADDRESS/LENGTH ENDS
  local now words=()
  if ! saved_interface "$1" "$2" || [[ $(ip -oneline address show dev "$INTERFACE" 2>/dev/null) == *" $3 "* ]]; then return 0; fi
  if [[ $4 != - ]]; then
    printf -v now '%(%s)T' -1
    if (($4 <= now)); then say "  $3 of $INTERFACE has run out meanwhile and is not put on again"; return 0; fi
    words=(valid_lft "$(($4 - now))" preferred_lft "$(($4 - now))")
  fi
  goes_back "$INTERFACE: address $3" || return 0
  if [[ $3 == *.*/[0-9] || $3 == *.*/[12][0-9] || $3 == *.*/30 ]]; then words+=(broadcast +); fi
  WHY=$(ip address replace "$3" dev "$INTERFACE" "\${words[@]}" 2>&1) || failed "address $3 of $INTERFACE: $WHY"
}

restore_route() { # restore_route PF INDEX -4|-6 WORDS
  local line words
  saved_interface "$1" "$2" || return 0
  while IFS= read -r line; do
    if route_words "$line" && [[ $ROUTE == "$4" ]]; then return 0; fi
  done < <(ip "$3" -oneline route show table all dev "$INTERFACE" 2>/dev/null)
  goes_back "$INTERFACE: route $4" || return 0
  IFS=' ' read -r -a words <<<"$4"
  WHY=$(ip "$3" route replace "\${words[@]}" dev "$INTERFACE" 2>&1) || failed "route $4 over $INTERFACE: $WHY"
}

restore_nets() { # restore_nets ADDRESS -|vf
  each_record net restore_net "$1" "$2"
  each_record addr restore_addr "$1" "$2"
  each_record route restore_route "$1" "$2"
}
`
