package io.keyturn.examples.httptree;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.util.EnumSet;
import java.util.Set;

/** An HTTP tree under test, over a web server of its own. */
final class HttpTreeHarness implements ProviderHarness {
  static final Set<Capability> CAPABILITIES =
      EnumSet.of(
          Capability.TEXT,
          Capability.BINARY,
          Capability.JSON,
          Capability.NON_ASCII_NAMES,
          Capability.LARGE_VALUE,
          Capability.OVERSIZE,
          Capability.UPDATE,
          Capability.DELETE,
          Capability.VERSIONS,
          Capability.CHANGE_CHECK,
          Capability.DENIED,
          Capability.UNREACHABLE,
          Capability.SERVER_ERROR,
          Capability.HANG);

  private final TreeServer server = new TreeServer();
  private final SecretProvider provider = new HttpTreeProvider(server.address());

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  // region harness
  @Override
  public SecretLocation location(String name) {
    return SecretLocation.relative("tree", "prod/" + name);
  }

  @Override
  public void putText(SecretLocation bundle, String text) {
    server.put(bundle.path(), text.getBytes(UTF_8));
  }

  @Override
  public void denyAccess(SecretLocation bundle) {
    server.deny(bundle.path());
  }

  // endregion

  @Override
  public void putBytes(SecretLocation bundle, byte[] bytes) {
    server.put(bundle.path(), bytes);
  }

  @Override
  public void putJson(SecretLocation bundle, String json) {
    putText(bundle, json);
  }

  @Override
  public void delete(SecretLocation bundle) {
    server.delete(bundle.path());
  }

  @Override
  public void goOffline() {
    server.stop();
  }

  @Override
  public void breakDown() {
    server.breakDown();
  }

  @Override
  public void hang() {
    server.hang();
  }

  @Override
  public void online() {
    server.recover();
  }

  @Override
  public void close() {
    provider.close();
    server.close();
  }
}
