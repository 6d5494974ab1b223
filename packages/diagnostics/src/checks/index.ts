import type { Check } from '../check.ts';
import { agentPerm } from './agent-perm.ts';
import { agentSelf } from './agent-self.ts';
import { appBackup } from './app-backup.ts';
import { appBrowser } from './app-browser.ts';
import { appStartup } from './app-startup.ts';
import { appTemp } from './app-temp.ts';
import { batCond } from './bat-cond.ts';
import { batWear } from './bat-wear.ts';
import { cpuIowait } from './cpu-iowait.ts';
import { cpuLoad } from './cpu-load.ts';
import { cpuLoadavg } from './cpu-loadavg.ts';
import { cpuTemp } from './cpu-temp.ts';
import { cpuThrottle } from './cpu-throttle.ts';
import { cpuTop } from './cpu-top.ts';
import { devAudio } from './dev-audio.ts';
import { devBt } from './dev-bt.ts';
import { devCam } from './dev-cam.ts';
import { devDisplay } from './dev-display.ts';
import { devGpu } from './dev-gpu.ts';
import { devPnp } from './dev-pnp.ts';
import { devUsb } from './dev-usb.ts';
import { diskAta } from './disk-ata.ts';
import { diskBusy } from './disk-busy.ts';
import { diskFill } from './disk-fill.ts';
import { diskInodes } from './disk-inodes.ts';
import { diskNvme } from './disk-nvme.ts';
import { diskRaid } from './disk-raid.ts';
import { diskSmart } from './disk-smart.ts';
import { diskSpace } from './disk-space.ts';
import { diskTemp } from './disk-temp.ts';
import { fsReadonly } from './fs-readonly.ts';
import { logApp } from './log-app.ts';
import { logCrash } from './log-crash.ts';
import { logDisk } from './log-disk.ts';
import { logHw } from './log-hw.ts';
import { memAvail } from './mem-avail.ts';
import { memEcc } from './mem-ecc.ts';
import { memOom } from './mem-oom.ts';
import { memSwap } from './mem-swap.ts';
import { netAddr } from './net-addr.ts';
import { netCaptive } from './net-captive.ts';
import { netDns } from './net-dns.ts';
import { netErr } from './net-err.ts';
import { netGw } from './net-gw.ts';
import { netHosts } from './net-hosts.ts';
import { netInet } from './net-inet.ts';
import { netJitter } from './net-jitter.ts';
import { netLink } from './net-link.ts';
import { netProxy } from './net-proxy.ts';
import { netRtc } from './net-rtc.ts';
import { netTls } from './net-tls.ts';
import { netVpn } from './net-vpn.ts';
import { osActivation } from './os-activation.ts';
import { osAutoupd } from './os-autoupd.ts';
import { osEol } from './os-eol.ts';
import { osNtp } from './os-ntp.ts';
import { osReboot } from './os-reboot.ts';
import { osTime } from './os-time.ts';
import { osUpdates } from './os-updates.ts';
import { osUptime } from './os-uptime.ts';
import { prnQueue } from './prn-queue.ts';
import { prnState } from './prn-state.ts';
import { secAdmins } from './sec-admins.ts';
import { secAv } from './sec-av.ts';
import { secBoot } from './sec-boot.ts';
import { secEnc } from './sec-enc.ts';
import { secFw } from './sec-fw.ts';
import { secLock } from './sec-lock.ts';
import { secPorts } from './sec-ports.ts';
import { secRemote } from './sec-remote.ts';
import { secUac } from './sec-uac.ts';
import { svcFailed } from './svc-failed.ts';
import { svcLoop } from './svc-loop.ts';
import { wifiRssi } from './wifi-rssi.ts';

/** All checks; a test holds that each file beside this one is here, with its data row and its text row. */
export const CHECKS: readonly Check[] = [
  agentPerm,
  agentSelf,
  appBackup,
  appBrowser,
  appStartup,
  appTemp,
  batCond,
  batWear,
  cpuIowait,
  cpuLoad,
  cpuLoadavg,
  cpuTemp,
  cpuThrottle,
  cpuTop,
  devAudio,
  devBt,
  devCam,
  devDisplay,
  devGpu,
  devPnp,
  devUsb,
  diskAta,
  diskBusy,
  diskFill,
  diskInodes,
  diskNvme,
  diskRaid,
  diskSmart,
  diskSpace,
  diskTemp,
  fsReadonly,
  logApp,
  logCrash,
  logDisk,
  logHw,
  memAvail,
  memEcc,
  memOom,
  memSwap,
  netAddr,
  netCaptive,
  netDns,
  netErr,
  netGw,
  netHosts,
  netInet,
  netJitter,
  netLink,
  netProxy,
  netRtc,
  netTls,
  netVpn,
  osActivation,
  osAutoupd,
  osEol,
  osNtp,
  osReboot,
  osTime,
  osUpdates,
  osUptime,
  prnQueue,
  prnState,
  secAdmins,
  secAv,
  secBoot,
  secEnc,
  secFw,
  secLock,
  secPorts,
  secRemote,
  secUac,
  svcFailed,
  svcLoop,
  wifiRssi,
];
