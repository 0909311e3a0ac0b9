/** A simulation worker: requests in, replies out. What it says is in protocol.ts, what it does in answer.ts. */
import { answer } from './answer.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'

/** The part of a worker's global scope that is used here; the project is compiled for windows. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null
  postMessage(message: WorkerReply): void
}
const scope = globalThis as unknown as WorkerScope

scope.onmessage = ({ data }) => answer(data, (reply) => scope.postMessage(reply))
