import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { channelNames, eventNames } from '#shared/ipc/channels.ts'
import { makeBridge } from './bridge.ts'

contextBridge.exposeInMainWorld(
  'vflab',
  makeBridge(channelNames, eventNames, {
    invoke: (channel, request) => ipcRenderer.invoke(channel, request),
    listen(event, listener) {
      const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload)
      ipcRenderer.on(event, forward)
      return () => ipcRenderer.removeListener(event, forward)
    }
  })
)
