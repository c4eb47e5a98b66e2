package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.Vault;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start that fails tells all problems without a text that is not its own, and closes stores. */
final class FailedStartTest {
  private static final AtomicInteger MADE_CLOSED = new AtomicInteger();

  private final AtomicInteger givenClosed = new AtomicInteger();
  private final TestMachine machine =
      TestMachine.with(
              Env.class,
              Vault.class,
              Made.class,
              Keyless.class,
              Broken.class,
              Parsing.class,
              Unlinked.class)
          .store("given", new Counting(givenClosed));

  private record Text(@SecretName("A") String text) {}

  private record Pair(@SecretName("A") Secret a, @SecretName("B") Secret b) {}

  @BeforeEach
  void begin() {
    MADE_CLOSED.set(0);
  }

  /** A provider that counts how often it is closed. */
  private record Counting(AtomicInteger closed) implements SecretProvider {
    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      return SecretBundle.of("x");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static RuntimeException quoting() {
    return new IllegalStateException("quotes " + LeakGuard.canary().text());
  }

  private abstract static class Keyed implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }
  }

  /** A factory of providers that count. */
  @SecretProviderFactory.Type("made")
  public static final class Made extends Keyed {
    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new Counting(MADE_CLOSED);
    }
  }

  /** A factory that cannot tell its keys. */
  @SecretProviderFactory.Type("keyless")
  public static final class Keyless implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      throw quoting();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new AssertionError("was asked for a provider");
    }
  }

  /** A factory that fails in a way it may not. */
  @SecretProviderFactory.Type("broken")
  public static final class Broken extends Keyed {
    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw quoting();
    }
  }

  /** A factory that reads a number and does not think of what the exception quotes. */
  @SecretProviderFactory.Type("parsing")
  public static final class Parsing extends Keyed {
    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new Counting(new AtomicInteger(Integer.parseInt(LeakGuard.canary().text())));
    }
  }

  /** A factory that lacks a class. */
  @SecretProviderFactory.Type("unlinked")
  public static final class Unlinked extends Keyed {
    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new NoClassDefFoundError("quotes " + LeakGuard.canary().text());
    }
  }

  private void assertAllClosedOnce() {
    assertThat(givenClosed).hasValue(1);
    assertThat(MADE_CLOSED).hasValue(1);
  }

  @Test
  void a_record_with_a_string_is_told_with_the_others_and_all_stores_are_closed() {
    machine.property("keyturn.secrets.M", "made://m").property("keyturn.x", "1").record(Text.class);

    assertThat(machine.problems())
        .hasSize(2)
        .contains("'keyturn.x': no such key")
        .anySatisfy(line -> assertThat(line).contains(Text.class.getName(), "make it a Secret"));
    assertAllClosedOnce();
  }

  @Test
  void what_is_no_record_is_told_and_all_stores_are_closed() {
    machine.property("keyturn.secrets.M", "made://m").record(Record.class);

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .contains("java.lang.Record", "it has no components");
    assertAllClosedOnce();
  }

  @Test
  void a_factory_whose_keys_fail_is_told_by_class_and_its_settings_are_not_blamed() {
    machine
        .property("keyturn.secrets.M", "made://m")
        .property("keyturn.secrets.A", "keyless://a")
        .property("keyturn.stores.keyless.anything", "1")
        .property("keyturn.x", "1");

    assertThat(machine.problems())
        .containsExactlyInAnyOrder(
            "keyturn.stores.keyless.type: the provider threw java.lang.IllegalStateException",
            "'keyturn.x': no such key");
    assertAllClosedOnce();
  }

  @Test
  void a_factory_that_fails_is_told_by_class() {
    machine
        .property("keyturn.secrets.M", "made://m")
        .property("keyturn.secrets.A", "broken://a")
        .property("keyturn.secrets.B", "unlinked://a")
        .property("keyturn.secrets.C", "parsing://a");

    assertThat(machine.problems())
        .containsExactlyInAnyOrder(
            "keyturn.stores.broken: the provider threw java.lang.IllegalStateException",
            "keyturn.stores.unlinked: the provider threw java.lang.NoClassDefFoundError",
            "keyturn.stores.parsing: the provider threw java.lang.NumberFormatException");
    assertAllClosedOnce();
  }

  @Test
  void a_provider_that_fails_on_a_place_is_told_by_class() {
    machine
        .store("picky", new Refusing(FailedStartTest::quoting))
        .property("keyturn.secrets.M", "made://m")
        .property("keyturn.secrets.A", "picky://a");

    assertThat(machine.problems())
        .containsExactly("keyturn.secrets.A: the provider threw java.lang.IllegalStateException");
    assertAllClosedOnce();
  }

  @Test
  void a_provider_that_fails_on_the_place_of_a_credential_is_told_by_class() {
    machine
        .store("env", new Refusing(FailedStartTest::quoting))
        .property("keyturn.secrets.M", "made://m")
        .property("keyturn.secrets.A", "vault://app#token")
        .property("keyturn.stores.vault.address", "https://vault:8200")
        .property("keyturn.stores.vault.token", "env://TOKEN");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.vault.token: the provider threw java.lang.IllegalStateException");
    assertAllClosedOnce();
  }

  /** A provider that fails on every place. */
  private record Refusing(Supplier<RuntimeException> how) implements SecretProvider {
    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      throw how.get();
    }

    @Override
    public SecretLocation normalize(SecretLocation location) {
      throw how.get();
    }

    @Override
    public void close() {
      throw how.get();
    }
  }

  @Test
  void a_start_whose_secrets_cannot_be_read_closes_each_store_once() {
    machine
        .property("keyturn.secrets.M", "made://m")
        .property("keyturn.secrets.A", "given://a#no-such-field")
        .record(Pair.class);

    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(machine.property("keyturn.secrets.B", "given://b")::secrets);
    assertAllClosedOnce();
  }

  @Test
  void a_start_that_gets_no_thread_for_its_timer_closes_the_stores_that_were_given() {
    TimeSource threadless =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH;
          }

          @Override
          public Alarm alarm(Runnable ring) {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };

    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                Secrets.builder()
                    .store("given", new Counting(givenClosed))
                    .time(threadless)
                    .build());
    assertThat(givenClosed).hasValue(1);
  }

  @Test
  void a_native_image_that_is_built_closes_the_stores_that_were_given() {
    String key = "org.graalvm.nativeimage.imagecode";
    System.setProperty(key, "buildtime");
    try {
      assertThatIllegalStateException()
          .isThrownBy(machine::secrets)
          .withMessageContaining("native image");
    } finally {
      System.clearProperty(key);
    }
    assertThat(givenClosed).hasValue(1);
  }
}
