package dev.kedge.cli.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** How bytes are written as text. Every form gives back the bytes it was made from, or refuses. */
public enum ByteForm {
  /** The bytes are UTF-8. */
  TEXT {
    @Override
    public byte[] decode(String text) throws FormException {
      try {
        ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return exact;
      } catch (CharacterCodingException e) {
        throw new FormException("there is half a surrogate pair in the text", e);
      }
    }

    @Override
    public String encode(byte[] bytes) throws FormException {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        String begin = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN));
        throw new FormException(
            "the bytes "
                + begin
                + (bytes.length > SHOWN ? "…" : "")
                + " are no UTF-8 text: use --base64 or --hex",
            e);
      }
    }
  },

  /** Two hexadecimal digits each, in upper or lower case. */
  HEX {
    @Override
    public byte[] decode(String text) throws FormException {
      try {
        return HexFormat.of().parseHex(text);
      } catch (IllegalArgumentException e) {
        throw new FormException(
            "\"" + abbreviated(text) + "\" is not hexadecimal: give two digits a byte", e);
      }
    }

    @Override
    public String encode(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
  },

  /** Base64 of RFC 4648, with padding. */
  BASE64 {
    @Override
    public byte[] decode(String text) throws FormException {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new FormException("\"" + abbreviated(text) + "\" is not Base64 (RFC 4648)", e);
      }
    }

    @Override
    public String encode(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  };

  private static final int SHOWN = 16;

  /**
   * The bytes that a text stands for.
   *
   * @throws FormException if it is not of this form
   */
  public abstract byte[] decode(String text) throws FormException;

  /**
   * Bytes as text.
   *
   * @throws FormException if they can't be written in this form
   */
  public abstract String encode(byte[] bytes) throws FormException;

  /** Whether bytes are UTF-8. */
  static boolean isText(byte[] bytes) {
    try {
      TEXT.encode(bytes);
      return true;
    } catch (FormException e) {
      return false;
    }
  }

  private static String abbreviated(String text) {
    return text.length() > 2 * SHOWN ? text.substring(0, 2 * SHOWN) + "…" : text;
  }
}
