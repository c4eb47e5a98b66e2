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
  private static final String COMPANION = "companion";

  final ProviderHarness harness;
  final SecretProvider provider;
  private boolean companionThere;
  private final Callable<ProviderHarness> harnesses;
  private final Way way;
  private final Reader reader;

  Trial(Callable<ProviderHarness> harnesses, Way way) throws Exception {
    this.harnesses = harnesses;
    this.way = way;
    this.reader = new Reader(way);
    this.harness = harnesses.call();
    this.provider = harness.provider();
  }

  /** Another one, for what counts from before its harness is made. */
  Trial another() throws Exception {
    return new Trial(harnesses, way);
  }

  boolean can(Capability capability) {
    return harness.capabilities().contains(capability);
  }

  /**
   * Where a bundle can be; an older one is there and known where the way of reading has to know
   * one.
   */
  SecretLocation at(String name) throws Exception {
    SecretLocation bundle = harness.location(name);
    if (way.known && !reader.holds(bundle)) {
      seed(bundle);
      reader.hold(bundle, provider.fetch(provider.normalize(bundle)));
    }
    if (way.batch && !companionThere) {
      companionThere = true;
      seed(at(COMPANION));
    }
    return bundle;
  }

  /** Where nothing is. */
  SecretLocation nothingAt(String name) {
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
    return fetch(provider, bundle);
  }

  /** Reads it the clause's way. */
  SecretBundle fetch(SecretProvider from, SecretLocation bundle) {
    return reader.read(from, from.normalize(bundle), harness.location(COMPANION));
  }

  /** Reads what {@link #seed} put there. */
  String read(SecretLocation bundle) {
    return secret(fetch(bundle), bundle).exposeString();
  }

  Secret secret(SecretBundle fetched, SecretLocation bundle) {
    return fetched.secret(can(Capability.TEXT) ? bundle : field(bundle, FIELD), "1");
  }

  /** The version as it is told by the clause's way of reading. */
  String version(SecretLocation bundle) {
    return version(fetch(bundle));
  }

  /** The version as {@code fetch} tells it. */
  String fetchedVersion(SecretLocation bundle) {
    return version(provider.fetch(bundle));
  }

  private static String version(SecretBundle fetched) {
    return fetched.version().orElseThrow(() -> new AssertionError("the bundle has no version"));
  }

  /** The location of a field of a bundle. */
  static SecretLocation field(SecretLocation bundle, String field) {
    StringBuilder encoded = new StringBuilder(bundle.toString()).append('#');
    for (byte b : field.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(String.format("%%%02X", b & 0xff));
    }
    return SecretLocation.parse(encoded.toString());
  }

  /** Reads what must fail with this leaf, at the location asked. */
  <X extends SecretException> X fails(Class<X> leaf, SecretLocation bundle) {
    X failure = failure(leaf, () -> fetch(bundle));
    assertThat(failure.location()).as("where it failed").isEqualTo(bundle);
    return failure;
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
