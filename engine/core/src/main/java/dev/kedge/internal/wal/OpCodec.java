package dev.kedge.internal.wal;

import dev.kedge.LimitExceededException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of operations: one type byte, the key behind its length, then the value of a put behind
 * its length, or the end of a range delete behind a byte that tells whether there is one. Lengths
 * are varints of at most five bytes, never longer than needed, so that the same operations always
 * have the same bytes (the history checksum is taken over them).
 */
public final class OpCodec {

  private static final int MAX_BYTES = Integer.MAX_VALUE - 4096;

  private OpCodec() {}

  /** The number of bytes an operation takes. */
  public static long encodedLength(Op op) {
    byte[] value = op.value();
    long length = 1L + lengthOf(op.key());
    return switch (op.type()) {
      case PUT -> length + (value == null ? 0 : lengthOf(value));
      case DELETE -> length;
      case DELETE_RANGE -> length + 1 + (value == null ? 0 : lengthOf(value));
    };
  }

  private static long lengthOf(byte[] bytes) {
    return (long) varintLength(bytes.length) + bytes.length;
  }

  private static int varintLength(int value) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  /**
   * The bytes of operations, in their order.
   *
   * @throws LimitExceededException if they don't fit an array
   */
  public static byte[] encode(List<Op> ops) {
    long length = 0;
    for (Op op : ops) {
      length += encodedLength(op);
    }
    if (length > MAX_BYTES) {
      throw new LimitExceededException("bytes of a transaction", MAX_BYTES, length);
    }
    byte[] bytes = new byte[(int) length];
    int end = 0;
    for (Op op : ops) {
      end = write(op, bytes, end);
    }
    return bytes;
  }

  /**
   * Writes one operation.
   *
   * @return the offset behind it
   */
  public static int write(Op op, byte[] target, int offset) {
    int end = offset;
    target[end++] = op.type().code();
    end = writeBytes(op.key(), target, end);
    byte[] value = op.value();
    if (op.type() == Op.Type.DELETE_RANGE) {
      target[end++] = (byte) (value == null ? 0 : 1);
    }
    return value == null ? end : writeBytes(value, target, end);
  }

  private static int writeBytes(byte[] bytes, byte[] target, int offset) {
    int end = offset;
    int rest = bytes.length;
    while (rest > 0x7f) {
      target[end++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[end++] = (byte) rest;
    System.arraycopy(bytes, 0, target, end, bytes.length);
    return end + bytes.length;
  }

  /**
   * Hands out copies of the operations that stand in a range of a buffer.
   *
   * @throws dev.kedge.KedgeException if they are malformed; operations before were handed out
   */
  public static void decode(byte[] buffer, int offset, int length, Consumer<Op> sink) {
    visit(buffer, offset, length, new Copier(sink));
  }

  /**
   * Hands out the operations that stand in a range of a buffer, without copying.
   *
   * @throws dev.kedge.KedgeException if they are malformed; operations before were handed out
   */
  public static void visit(byte[] buffer, int offset, int length, OpVisitor visitor) {
    new Decoder(buffer, offset, length).run(visitor);
  }

  /**
   * Checks that a range of a buffer holds whole operations.
   *
   * @throws dev.kedge.KedgeException if they are malformed
   */
  public static void validate(byte[] buffer, int offset, int length) {
    new Decoder(buffer, offset, length).run(null);
  }

  /** Walks through a range of a buffer. */
  private static final class Decoder {
    private final byte[] buffer;
    private final int end;
    private int at;

    Decoder(byte[] buffer, int offset, int length) {
      this.buffer = buffer;
      this.at = offset;
      this.end = offset + length;
    }

    void run(@Nullable OpVisitor visitor) {
      while (at < end) {
        int type = buffer[at++];
        int keyLength = length();
        int key = skip(keyLength);
        if (type == 1) {
          int valueLength = length();
          int value = skip(valueLength);
          if (visitor != null) {
            visitor.put(buffer, key, keyLength, value, valueLength);
          }
        } else if (type == 2) {
          if (visitor != null) {
            visitor.delete(buffer, key, keyLength);
          }
        } else if (type == 3) {
          range(key, keyLength, visitor);
        } else {
          throw new MalformedOpsException("operation of unknown type " + type);
        }
      }
    }

    private void range(int start, int startLength, @Nullable OpVisitor visitor) {
      int hasEnd = skip(1);
      if (buffer[hasEnd] == 0) {
        if (visitor != null) {
          visitor.deleteRange(buffer, start, startLength, -1, 0);
        }
      } else if (buffer[hasEnd] == 1) {
        int endLength = length();
        int rangeEnd = skip(endLength);
        if (visitor != null) {
          visitor.deleteRange(buffer, start, startLength, rangeEnd, endLength);
        }
      } else {
        throw new MalformedOpsException("range delete with a malformed end");
      }
    }

    private int length() {
      int value = 0;
      for (int shift = 0; shift <= 28; shift += 7) {
        if (at == end) {
          throw new MalformedOpsException("operation that ends early");
        }
        byte next = buffer[at++];
        value |= (next & 0x7f) << shift;
        if (next >= 0) {
          if (value < 0 || (next == 0 && shift > 0) || (shift == 28 && next > 7)) {
            break;
          }
          return value;
        }
      }
      throw new MalformedOpsException("operation with a malformed length");
    }

    private int skip(int length) {
      if (length > end - at) {
        throw new MalformedOpsException("operation that ends early");
      }
      int start = at;
      at += length;
      return start;
    }
  }

  /** Makes objects of the operations it visits. */
  private record Copier(Consumer<Op> sink) implements OpVisitor {
    @Override
    public void put(byte[] buffer, int key, int keyLength, int value, int valueLength) {
      sink.accept(Op.put(copy(buffer, key, keyLength), copy(buffer, value, valueLength)));
    }

    @Override
    public void delete(byte[] buffer, int key, int keyLength) {
      sink.accept(Op.delete(copy(buffer, key, keyLength)));
    }

    @Override
    public void deleteRange(byte[] buffer, int start, int startLength, int end, int endLength) {
      byte[] first = copy(buffer, start, startLength);
      sink.accept(Op.deleteRange(first, end < 0 ? null : copy(buffer, end, endLength)));
    }

    private static byte[] copy(byte[] buffer, int offset, int length) {
      return Arrays.copyOfRange(buffer, offset, offset + length);
    }
  }
}
