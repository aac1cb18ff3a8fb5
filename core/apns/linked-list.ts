/** An item of one {@link LinkedList}. It holds its own links, so adding it allocates nothing. */
export interface Linked<Item> {
  previous: Item | null;
  next: Item | null;
}

/** A list in insertion order from which any item is removed in constant time. */
export class LinkedList<Item extends Linked<Item>> {
  first: Item | null = null;
  #last: Item | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    item.previous = this.#last;
    item.next = null;
    if (this.#last === null) this.first = item;
    else this.#last.next = item;
    this.#last = item;
    this.#size += 1;
  }

  /** The item must be in this list. */
  remove(item: Item): void {
    if (item.previous === null) this.first = item.next;
    else item.previous.next = item.next;
    if (item.next === null) this.#last = item.previous;
    else item.next.previous = item.previous;
    item.previous = null;
    item.next = null;
    this.#size -= 1;
  }
}
