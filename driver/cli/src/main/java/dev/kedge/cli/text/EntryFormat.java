package dev.kedge.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The formats in which entries come and go, all of them in UTF-8. */
public enum EntryFormat {
  /** A JSON object a line, with the members key and value. */
  JSONL {
    @Override
    public EntryWriter writer(OutputStream out, ByteForm form) throws IOException {
      return new JsonLinesWriter(out, form);
    }

    @Override
    public EntryReader reader(InputStream in, ByteForm form) throws IOException {
      return new JsonLinesReader(in, form);
    }
  },

  /** Comma-separated values as RFC 4180 has them, with the header key,value. */
  CSV {
    @Override
    public EntryWriter writer(OutputStream out, ByteForm form) {
      return new SeparatedWriter(out, ',', form);
    }

    @Override
    public EntryReader reader(InputStream in, ByteForm form) {
      return new SeparatedReader(in, ',', form);
    }
  },

  /** The same with tabs. */
  TSV {
    @Override
    public EntryWriter writer(OutputStream out, ByteForm form) {
      return new SeparatedWriter(out, '\t', form);
    }

    @Override
    public EntryReader reader(InputStream in, ByteForm form) {
      return new SeparatedReader(in, '\t', form);
    }
  };

  /** Begins to write. */
  public abstract EntryWriter writer(OutputStream out, ByteForm form) throws IOException;

  /** Begins to read; the stream is not closed. */
  public abstract EntryReader reader(InputStream in, ByteForm form) throws IOException;
}
