package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One clause at work on one harness: the few things that clauses do. */
final class Trial implements AutoCloseable {
  static final String FIELD = "value";

  final ProviderHarness harness;
  final SecretProvider provider;
  private final Callable<ProviderHarness> harnesses;

  Trial(Callable<ProviderHarness> harnesses) throws Exception {
    this.harnesses = harnesses;
    this.harness = harnesses.call();
    this.provider = harness.provider();
  }

  /** Another one, for what counts from before its harness is made. */
  Trial another() throws Exception {
    return new Trial(harnesses);
  }

  boolean can(Capability capability) {
    return harness.capabilities().contains(capability);
  }

  SecretLocation at(String name) {
    return harness.location(name);
  }

  /** Puts a new canary there and returns it. */
  String seed(SecretLocation bundle) throws Exception {
    String value = LeakGuard.canary().text();
    seed(bundle, value);
    return value;
  }

  /** Puts this value there, as one text where the store has texts, else as a field. */
  void seed(SecretLocation bundle, String value) throws Exception {
    if (can(Capability.TEXT)) {
      harness.putText(bundle, value);
    } else {
      harness.put(bundle, Map.of(FIELD, value));
    }
  }

  SecretBundle fetch(SecretLocation bundle) {
    return provider.fetch(provider.normalize(bundle));
  }

  /** Reads what {@link #seed} put there. */
  String read(SecretLocation bundle) {
    return secret(fetch(bundle), bundle).exposeString();
  }

  Secret secret(SecretBundle fetched, SecretLocation bundle) {
    return fetched.secret(can(Capability.TEXT) ? bundle : field(bundle, FIELD), "1");
  }

  String version(SecretLocation bundle) {
    return fetch(bundle)
        .version()
        .orElseThrow(() -> new AssertionError("the bundle has no version"));
  }

  /** The location of a field of a bundle. */
  static SecretLocation field(SecretLocation bundle, String field) {
    StringBuilder encoded = new StringBuilder(bundle.toString()).append('#');
    for (byte b : field.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(String.format("%%%02X", b & 0xff));
    }
    return SecretLocation.parse(encoded.toString());
  }

  /** The failure of a call, which must be a failure of this leaf. */
  static <X extends SecretException> X failure(Class<X> leaf, ThrowingCallable call) {
    Throwable thrown = Assertions.catchThrowable(call);
    assertThat(thrown).as("what is thrown").isExactlyInstanceOf(leaf);
    return leaf.cast(thrown);
  }

  @Override
  public void close() {
    harness.close();
  }
}
