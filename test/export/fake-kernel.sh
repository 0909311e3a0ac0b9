# shellcheck shell=bash disable=SC2034,SC2154 # the script under test sets and reads the rest
# What stands in for the kernel and iproute2 when a script runs on a folder: functions that replace the script's one
# door for writing (put) and the command ip, and do to the folder what Linux does to sysfs. Only what scripts rely on:
# VFs come and go with sriov_numvfs and lose their settings, drivers bind by override and probing.
# CUT_AT=N ends the script as kill -9 does, right before its Nth change; with CUT_LATE=1 right after it.
# IPS: folder with what ip knows; LOG: every change, one a line.

is_root() { :; }
sleep() { :; }
modprobe() { :; }
flock() { :; }
uname() { echo "$HOST_NAME"; }

is_time_to_cut() { [[ -n ${CUT_AT:-} && $(wc -l <"$LOG") -eq $((CUT_AT - 1)) ]]; }
cut_before() { if [[ -z ${CUT_LATE:-} ]] && is_time_to_cut; then kill -9 $$; fi; }
cut_after() {
  local cut=0
  if is_time_to_cut; then cut=1; fi
  echo "$*" >>"$LOG"
  if ((cut)); then kill -9 $$; fi
}

fake_bind() { # ADDRESS DRIVER
  ln -sfn "../../../bus/pci/drivers/$2" "$PCI/$1/driver"
  if [[ $2 == *vf && -e $PCI/$1/ifname ]]; then fake_interface "$1" "$(cat "$PCI/$1/ifname")"; fi
}
fake_interface() { # ADDRESS NAME
  mkdir -p "$PCI/$1/net/$2"
  echo 0x1002 >"$PCI/$1/net/$2/flags"
  echo 1500 >"$PCI/$1/net/$2/mtu"
  ln -sfn "../../devices/pci0000:00/$1/net/$2" "$NET/$2"
}
fake_unbind() { # ADDRESS
  local path
  for path in "$PCI/$1/net"/*; do
    [[ -d $path ]] || continue
    rm -rf "${NET:?}/${path##*/}" "${IPS:?}/${path##*/}".*
  done
  rm -rf "$PCI/$1/net" "$PCI/$1/driver"
}
fake_probe() { # ADDRESS
  local driver pf
  driver_of "$1"
  [[ -z $DRIVER ]] || return 0
  override_of "$1"
  if [[ -n $OVERRIDE ]]; then fake_bind "$1" "$OVERRIDE"; return; fi
  if link_name "$PCI/$1/physfn" && pf=$LINK && read_line "$PCI/$pf/sriov_drivers_autoprobe" && [[ $LINE == 0 ]]; then return 0; fi
  if [[ -e $PCI/$1/host_driver ]]; then fake_bind "$1" "$(cat "$PCI/$1/host_driver")"; fi
}
fake_vfs() { # PF COUNT
  local index vf tag old=0
  if read_line "$PCI/$1/sriov_numvfs"; then old=$LINE; fi
  if ((old > 0 && $2 > 0 && old != $2)); then WHY='Device or resource busy'; return 1; fi
  if ((old == $2)); then return 0; fi
  for ((index = 0; index < old; index++)); do
    link_name "$PCI/$1/virtfn$index"
    vf=$LINK
    fake_unbind "$vf"
    rm -rf "$SYS/kernel/iommu_groups/${vf//[:.]/}"
    rm -rf "$SYS/devices/pci0000:00/$vf" "${PCI:?}/$vf" "$PCI/$1/virtfn$index" "$PCI/$1/vf$index"
  done
  echo "$2" >"$PCI/$1/sriov_numvfs"
  for ((index = 0; index < $2; index++)); do
    printf -v vf '%s.%d' "$(cat "$PCI/$1/vf_slot")" "$index"
    mkdir -p "$SYS/devices/pci0000:00/$vf" "$PCI/$1/vf$index"
    ln -sfn "../../../devices/pci0000:00/$vf" "$PCI/$vf"
    ln -sfn "../$vf" "$PCI/$1/virtfn$index"
    ln -sfn "../$1" "$PCI/$vf/physfn"
    echo 0x8086 >"$PCI/$vf/vendor"; echo 0x10ca >"$PCI/$vf/device"; echo 0x020000 >"$PCI/$vf/class"
    echo '(null)' >"$PCI/$vf/driver_override"
    echo igbvf >"$PCI/$vf/host_driver"
    tag=${vf//[:.]/}
    echo "v$tag" >"$PCI/$vf/ifname"
    mkdir -p "$SYS/kernel/iommu_groups/$tag/devices"
    ln -sfn "../../../kernel/iommu_groups/$tag" "$PCI/$vf/iommu_group"
    ln -sfn "../../../../devices/pci0000:00/$vf" "$SYS/kernel/iommu_groups/$tag/devices/$vf"
    if [[ $(cat "$PCI/$1/sriov_drivers_autoprobe") == 1 ]]; then fake_bind "$vf" igbvf; fi
  done
}
put() { # VALUE FILE
  local address=${2%/*}
  cut_before
  case $2 in
    */sriov_numvfs) fake_vfs "${address##*/}" "$1" || return 1 ;;
    */driver/unbind) fake_unbind "$1" ;;
    */drivers_probe) fake_probe "$1" ;;
    */bind) address=${2%/bind}; fake_bind "$1" "${address##*/}" ;;
    */driver_override) if [[ -n $1 ]]; then echo "$1" >"$2"; else echo '(null)' >"$2"; fi ;;
    *) echo "$1" >"$2" ;;
  esac
  cut_after "put $1 ${2#"$SYS"}"
}

fake_vf_line() { # FOLDER: as ip prints a VF that has the values in a folder
  local mac=00:00:00:00:00:00 vlan='' trust=off spoof=on
  if read_line "$1/mac"; then mac=$LINE; fi
  if read_line "$1/vlan" && [[ $LINE != 0 ]]; then vlan=", vlan $LINE"; fi
  if read_line "$1/trust"; then trust=$LINE; fi
  if read_line "$1/spoofchk"; then spoof=$LINE; fi
  echo "    vf ${1##*/vf}     link/ether $mac brd ff:ff:ff:ff:ff:ff$vlan, spoof checking $spoof, link-state auto, trust $trust"
}
fake_show() { # NAME: the whole text of ip -details link show
  local path
  echo "9: $1: <BROADCAST> mtu 1500 $(cat "$IPS/$1.kind" 2>/dev/null)"
  for path in "$NET/$1/device"/vf[0-9]*; do if [[ -d $path ]]; then fake_vf_line "$path"; fi; done
}
fake_set() { # NAME WORDS...
  local name=$1 pf
  shift
  case $1 in
    vf)
      pf=$NET/$name/device/vf$2
      [[ -d $pf ]] || return 1
      echo "$4" >"$pf/$3"
      ;;
    up | down) if [[ $1 == up ]]; then echo 0x1003; else echo 0x1002; fi >"$NET/$name/flags" ;;
    mtu) echo "$2" >"$NET/$name/mtu" ;;
    master) ln -sfn "../$2" "$NET/$name/master" ;;
  esac
}
ip() {
  local name
  case "$*" in
    '-oneline address show') cat "$IPS"/*.addr 2>/dev/null ;;
    '-oneline address show dev '*) name=${5}; cat "$IPS/$name.addr" 2>/dev/null ;;
    *'route show table all default') cat "$IPS/default$1" 2>/dev/null ;;
    *'route show table all dev '*) cat "$IPS/$8.route$1" 2>/dev/null ;;
    *'route get '*) cat "$IPS/get.$4" 2>/dev/null ;;
    '-details -oneline link show dev '*) fake_show "$6" | tr '\n' ' ' ;;
    '-details link show dev '*) fake_show "$5" ;;
    'link set dev '*) cut_before; fake_set "${@:4}" || return 1; cut_after "ip $*" ;;
    'address replace '*) cut_before; echo "9: $5    inet $3 scope global $5" >>"$IPS/$5.addr"; cut_after "ip $*" ;;
    *'route replace '*) cut_before; name=${*: -1}; echo "${*:4:$#-5}" >>"$IPS/$name.route$1"; cut_after "ip $*" ;;
    *) echo "fake ip: $*" >&2; return 1 ;;
  esac
}
