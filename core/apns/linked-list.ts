/** An item that can stand in one {@link LinkedList}: the links are its own, so adding allocates nothing. */
export interface Linked<Item> {
  previous: Item | null;
  next: Item | null;
}

/** Items in the order they were added, each removed in constant time. */
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

  /** The item must stand in this list. */
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
