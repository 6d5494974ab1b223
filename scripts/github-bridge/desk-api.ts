import { type DeveloperIssueView, type DevelopersAnswer, http } from '@alongside/protocol';
import { callJson, Refused } from './call-json.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;

/** The two routes of the desk that a key with the scope `developers.answer` may call. */
export class DeskApi {
  readonly #address: string;
  readonly #key: string;

  constructor(address: string, key: string) {
    this.#address = address;
    this.#key = key;
  }

  /** Undefined for a question that this desk never asked. */
  async read(id: string): Promise<DeveloperIssueView | undefined> {
    const { method, path, result } = http.developerIssueRead;
    try {
      return await callJson(this.#at(path, id), { method: method as 'GET', headers: this.#headers, result });
    } catch (error) {
      if (error instanceof Refused && error.status === NOT_FOUND) return undefined;
      throw error;
    }
  }

  /** False where somebody answered meanwhile: look again. */
  async answer(id: string, seen: number, answer: DevelopersAnswer): Promise<boolean> {
    const { method, path, result } = http.developersAnswerWrite;
    const body = { seen, answer };
    try {
      await callJson(this.#at(path, id), { method: method as 'PUT', headers: this.#headers, body, result });
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status === CONFLICT) return false;
      throw error;
    }
  }

  get #headers() {
    return { authorization: `Bearer ${this.#key}` };
  }

  #at(path: string, id: string): URL {
    return new URL(path.replace(':id', encodeURIComponent(id)), this.#address);
  }
}
