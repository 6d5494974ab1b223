import { Emitter, type Event, type Logger } from '@alongside/base';
import type { Language } from '@alongside/protocol';
import { Documents } from '../documents/documents.ts';
import type { DocumentStore } from '../ports/index.ts';

/** In which language the user is spoken to: as chosen here, else the system's. What is agreed to is entered with it. */
export class LanguageDesk {
  readonly #documents: Documents;
  readonly #changed = new Emitter<void>();
  #current: Language;

  readonly onChange: Event<void> = this.#changed.event;

  constructor({ documents, language }: { readonly documents: Documents; readonly language: Language }) {
    this.#documents = documents;
    this.#current = language;
  }

  get current(): Language {
    return this.#current;
  }

  async load(): Promise<void> {
    this.#current = (await this.#documents.read('language'))?.chosen ?? this.#current;
  }

  /** Throws what the storage throws; it is spoken all the same. */
  async choose(language: Language): Promise<void> {
    this.#current = language;
    this.#changed.fire();
    await this.#documents.write('language', { chosen: language });
  }
}

/** As chosen here before, for a host that opens its pages before there is an agent. */
export async function keptLanguage(store: DocumentStore, logger: Logger): Promise<Language | undefined> {
  return (await new Documents(store, logger).read('language'))?.chosen;
}
