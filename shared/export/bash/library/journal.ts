import { sh } from '../shell-text.ts'

/**
 * Shell functions that keep what the next run has to know of one that was cut, and put back what was to hold for a
 * moment only.
 */
export const journalFunctions = sh`
# ---- What a run that is cut leaves behind, for the run that comes next. It is forgotten at a reboot, as VFs are. ----
# Lines, fields separated by tabs:
#   run  SLUG MODE          first line: whose run it is
#   held PF AUTOPROBE       host drivers are kept from new VFs; this value was found
#   free PF                 ... and is back
#   vfs  PF                 VFs were made, to which host drivers were not let yet
#   lost WHAT               for people to read

readonly JOURNAL=$RUN/vflab.unfinished
declare -A HELD=() UNPROBED=()
LOST=() CUT_RUN='' CUT_MODE=''

read_journal() { # of a run that did not come to its end -> CUT_RUN, CUT_MODE, HELD, UNPROBED, LOST
  local kind first second
  CUT_RUN='' CUT_MODE='' HELD=() UNPROBED=() LOST=()
  [[ -e $JOURNAL ]] || return 0
  CUT_RUN='another plan' CUT_MODE=apply
  [[ -r $JOURNAL ]] || return 0
  while IFS=$'\t' read -r kind first second; do
    case $kind in
      run) if [[ $first =~ $WORD_FORM ]]; then CUT_RUN=$first CUT_MODE=\${second//[^a-z]/}; fi ;;
      held) if [[ $first =~ $ADDRESS_FORM && $second =~ ^[01]$ ]]; then HELD[$first]=$second; fi ;;
      free) if [[ $first =~ $ADDRESS_FORM ]]; then unset "HELD[$first]"; fi ;;
      vfs) if [[ $first =~ $ADDRESS_FORM ]]; then UNPROBED[$first]=1; fi ;;
      lost) plain "$first"; LOST+=("$PLAIN") ;;
    esac
  done <"$JOURNAL"
}

note_down() { # note_down FIELDS...
  local IFS=$'\t'
  printf '%s\n' "$*" >>"$JOURNAL" || say "note: $JOURNAL cannot be written; a run that is cut would not be told of"
}

begin_journal() { # begin_journal MODE: this run goes on where the last one was cut
  local pf lost
  settle
  {
    printf 'run\t%s\t%s\n' "$SLUG" "$1"
    for pf in "\${!UNPROBED[@]}"; do printf 'vfs\t%s\n' "$pf"; done
    for lost in "\${LOST[@]}"; do printf 'lost\t%s\n' "$lost"; done
  } >"$JOURNAL.new" && mv -- "$JOURNAL.new" "$JOURNAL"
  STARTED=1
}

end_journal() { # the run came to its end
  settle
  rm -f -- "$JOURNAL"
  STARTED=0
}

lose() { LOST+=("$1"); note_down lost "$1"; } # lose WHAT: it is gone until a roll back
mark_unprobed() { if [[ -z \${UNPROBED[$1]:-} ]]; then UNPROBED[$1]=1; note_down vfs "$1"; fi; }

hold_autoprobe() { # hold_autoprobe PF: keeps host drivers from VFs that are about to be made (why not -> WHY)
  read_line "$PCI/$1/sriov_drivers_autoprobe"
  if [[ $LINE =~ ^[01]$ && -z \${HELD[$1]:-} ]]; then HELD[$1]=$LINE; note_down held "$1" "$LINE"; fi
  put 0 "$PCI/$1/sriov_drivers_autoprobe"
}
release_autoprobe() { # release_autoprobe PF: what was found need not be put back any more
  if [[ -n \${HELD[$1]:-} ]]; then unset "HELD[$1]"; note_down free "$1"; fi
}

settle() { # puts back, on every way out, what was only to hold for a moment
  local pf
  for pf in "\${!HELD[@]}"; do
    if put "\${HELD[$pf]}" "$PCI/$pf/sriov_drivers_autoprobe"; then release_autoprobe "$pf"; fi
  done
}

has_unprobed() { # has_unprobed PF: whether host drivers were not let at its VFs since they were made, by this run or one that was cut
  [[ -n \${UNPROBED[$1]:-} || (-n $CUT_RUN && ! -r $JOURNAL) ]]
}

tell_cut_run() { # what the last run left behind, before anything else is said
  local lost pf
  if [[ -z $CUT_RUN ]]; then return 0; fi
  say "note: the last run on this host ($CUT_MODE of $CUT_RUN) did not come to its end."
  for lost in "\${LOST[@]}"; do say "note: it took $lost."; done
  for pf in "\${!UNPROBED[@]}"; do say "note: VFs of $pf may be without their driver since."; done
}
`
