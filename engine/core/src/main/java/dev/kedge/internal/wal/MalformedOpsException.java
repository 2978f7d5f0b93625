package dev.kedge.internal.wal;

import dev.kedge.KedgeException;

/**
 * Operations that can't be decoded. Whoever knows the file or stream they came from turns it into
 * the error that names it.
 */
final class MalformedOpsException extends KedgeException {

  private static final long serialVersionUID = 1L;

  MalformedOpsException(String what) {
    super(what);
  }
}
