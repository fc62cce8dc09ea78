/** What is wrong now, in words for the operator. Each part owns a name and raises or clears its own. */
export class Alarms {
  private readonly standing = new Map<string, string>();

  /** True when the part was well before. */
  raise(part: string, problem: string): boolean {
    const isNew = !this.standing.has(part);
    this.standing.set(part, problem);
    return isNew;
  }

  /** True when the part was not well. */
  clear(part: string): boolean {
    return this.standing.delete(part);
  }

  has(part: string): boolean {
    return this.standing.has(part);
  }

  get all(): readonly string[] {
    return [...this.standing].map(([part, problem]) => `${part}: ${problem}`).sort();
  }

  /** Number of alarms whose part begins with the word: "trip", "read", "breaker", "stale". */
  count(kind: string): number {
    return [...this.standing.keys()].filter((part) => part.split(' ')[0] === kind).length;
  }
}
