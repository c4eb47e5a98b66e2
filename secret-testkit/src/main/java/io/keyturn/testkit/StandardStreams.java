package io.keyturn.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Puts itself between everybody and the two standard streams. */
final class StandardStreams {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final PrintStream heardOut;
  private final PrintStream heardErr;

  StandardStreams(Ears ears) {
    heardOut = heard(ears, "stdout", out);
    heardErr = heard(ears, "stderr", err);
    System.setOut(heardOut);
    System.setErr(heardErr);
  }

  private static PrintStream heard(Ears ears, String channel, PrintStream stream) {
    return new PrintStream(new HeardStream(ears, channel, stream), true, Charset.defaultCharset());
  }

  /** Restores the streams, unless somebody else has taken them since. */
  void close() {
    if (System.out == heardOut) {
      System.setOut(out);
    }
    if (System.err == heardErr) {
      System.setErr(err);
    }
  }

  private static final class HeardStream extends OutputStream {
    private final Ears ears;
    private final String channel;
    private final PrintStream stream;
    private final StringBuilder heard = new StringBuilder();

    HeardStream(Ears ears, String channel, PrintStream stream) {
      this.ears = ears;
      this.channel = channel;
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      stream.write(bytes, offset, length);
      if (ears.listening()) {
        hear(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
      }
    }

    /** A value may come in pieces, so the last characters are kept. */
    private void hear(String piece) {
      synchronized (heard) {
        heard.append(piece);
        ears.hearPlain(channel, heard.toString());
        heard.delete(0, Math.max(0, heard.length() - ears.longest()));
      }
    }

    @Override
    public void flush() {
      stream.flush();
    }
  }
}
