package io.keyturn.provider.env;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import java.io.IOException;
import java.util.Set;

/** Files that are one value: JSON, which is text, and any other of no known ending. */
final class WholeFileHarness extends FileHarness {
  private final boolean json;

  WholeFileHarness(String ending) {
    super(ending);
    this.json = ending.equals(".json");
  }

  @Override
  public Set<Capability> capabilities() {
    return json
        ? and(Capability.TEXT, Capability.JSON, Capability.NON_ASCII_NAMES)
        : and(Capability.TEXT, Capability.BINARY, Capability.JSON, Capability.NON_ASCII_NAMES);
  }

  @Override
  public void putText(SecretLocation bundle, String text) throws IOException {
    write(bundle, text);
  }

  @Override
  public void putBytes(SecretLocation bundle, byte[] bytes) throws IOException {
    write(bundle, bytes);
  }

  @Override
  public void putJson(SecretLocation bundle, String json) throws IOException {
    write(bundle, json);
  }
}
