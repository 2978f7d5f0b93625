package dev.kedge.replica;

/** What can be asked of a destination: requests are counted, and often paid for, by kind. */
public enum RequestKind {
  /** A page of a listing. */
  LIST,
  /** A look at one object. */
  FIND,
  /** Reading of an object or a part of it. */
  READ,
  /** Storing of a new object. */
  CREATE,
  /** Storing of an object in the place of another. */
  REPLACE,
  /** Deleting of an object. */
  DELETE
}
