package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The store in memory under the contract, with a provider that may be wrapped to break it. */
final class InMemoryHarness implements ProviderHarness {
  static final Set<Capability> CAPABILITIES = EnumSet.complementOf(EnumSet.of(Capability.FIXED));

  private final InMemoryProvider store = InMemoryProvider.batching(4);
  private final Set<Capability> capabilities;
  private final UnaryOperator<SecretProvider> wrap;
  private final SecretProvider provider;

  InMemoryHarness() {
    this(CAPABILITIES, UnaryOperator.identity());
  }

  InMemoryHarness(Set<Capability> capabilities, UnaryOperator<SecretProvider> wrap) {
    this.capabilities = capabilities;
    this.wrap = wrap;
    this.provider = wrap.apply(store);
    store.watches();
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  @Override
  public SecretLocation location(String name) {
    return SecretLocation.parse("memory://contract/" + name);
  }

  @Override
  public void put(SecretLocation bundle, Map<String, String> fields) {
    store.put(bundle.path(), fields);
    store.push(bundle.path());
  }

  @Override
  public void putText(SecretLocation bundle, String text) {
    store.put(bundle.path(), text);
    store.push(bundle.path());
  }

  @Override
  public void putBytes(SecretLocation bundle, byte[] bytes) {
    store.put(bundle.path(), SecretBundle.builder().bytes(bytes).version("bytes").build());
  }

  @Override
  public void putJson(SecretLocation bundle, String json) {
    store.put(bundle.path(), json);
  }

  @Override
  public void putGarbage(SecretLocation bundle, String value) {
    store.put(bundle.path(), "{" + value);
    store.fail(bundle.path(), asked -> new SecretFormatException(asked, "it is malformed"));
  }

  @Override
  public void delete(SecretLocation bundle) {
    store.delete(bundle.path());
  }

  @Override
  public SecretLocation pinned(SecretLocation bundle, String version) {
    return SecretLocation.parse(bundle + "?version=" + version);
  }

  @Override
  public List<SecretLocation> otherSpellings(String name) {
    return List.of(SecretLocation.parse("memory:///contract/" + name + "/"));
  }

  @Override
  public List<SecretLocation> refusedPaths() {
    return List.of(SecretLocation.parse("memory://a//b"), SecretLocation.parse("memory:///"));
  }

  @Override
  public void denyAccess(SecretLocation bundle) {
    store.denyAccess(bundle.path());
  }

  @Override
  public SecretProvider wrongCredential() {
    InMemoryProvider stranger = InMemoryProvider.batching(4);
    stranger.fail(asked -> new SecretAccessDeniedException(asked, "the credential is wrong"));
    return wrap.apply(stranger);
  }

  @Override
  public void goOffline() {
    store.goOffline();
  }

  @Override
  public void breakDown() {
    store.fail(asked -> new SecretUnavailableException(asked, "503"));
  }

  @Override
  public void hang() {
    store.hang(Duration.ofMillis(2100));
  }

  @Override
  public void online() {
    store.online();
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(5);
  }

  /** Closes the store and not the provider, which the clauses about closing count. */
  @Override
  public void close() {
    store.close();
  }
}
