package io.keyturn;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Factories that tests put on their class path. */
final class TestFactories {
  private TestFactories() {}

  /** A provider that gives a text for each path. */
  private record Answers(Function<String, SecretBundle> answers) implements SecretProvider {
    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      return answers.apply(bundle.path());
    }
  }

  /** An environment where each variable has its name and how often it was read. */
  @SecretProviderFactory.Type("env")
  public static final class Env implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      Map<String, Integer> reads = new ConcurrentHashMap<>();
      return new Answers(
          path ->
              SecretBundle.of(
                  "%s of %s, read %d"
                      .formatted(path, settings.storeId(), reads.merge(path, 1, Integer::sum))));
    }
  }

  /** The same for files. */
  @SecretProviderFactory.Type("file")
  public static final class File implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new Env().create(settings);
    }
  }

  /** A store that tells its settings: at any path, in a field each. */
  @SecretProviderFactory.Type("vault")
  public static class Vault implements SecretProviderFactory {
    static final ProviderSettings.Key ADDRESS =
        ProviderSettings.Key.optional("address", ProviderSettings.Kind.URI, "Where it is.")
            .asRequired()
            .withVariable("VAULT_ADDR");
    static final ProviderSettings.Key TOKEN =
        ProviderSettings.Key.optional("token", ProviderSettings.Kind.SECRET, "The token.")
            .withVariable("VAULT_TOKEN");
    static final ProviderSettings.Key TIMEOUT =
        ProviderSettings.Key.optional("connect-timeout", ProviderSettings.Kind.DURATION, "A limit.")
            .withDefault("5s");
    static final ProviderSettings.Key TLS =
        ProviderSettings.Key.optional("tls", ProviderSettings.Kind.FLAG, "Whether it has TLS.");
    static final ProviderSettings.Key NOTE =
        ProviderSettings.Key.optional("note", ProviderSettings.Kind.TEXT, "Any text.");

    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of(ADDRESS, TOKEN, TIMEOUT, TLS, NOTE);
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new Answers(path -> told(settings));
    }

    private static SecretBundle told(ProviderSettings settings) {
      SecretBundle.Builder told = SecretBundle.builder();
      settings.uri(ADDRESS).ifPresent(uri -> told.field("address", uri.toString()));
      settings.secret(TOKEN).ifPresent(token -> told.field("token", token.get().exposeBytes()));
      settings.duration(TIMEOUT).ifPresent(d -> told.field("connect-timeout", d.toString()));
      told.field("origin", settings.origin(TOKEN) + " | " + settings.origin(ADDRESS));
      told.field("drain", settings.drain().toString());
      settings.text(NOTE).ifPresent(note -> told.field("note", note));
      return told.field("tls", Boolean.toString(settings.flag(TLS))).build();
    }
  }

  /** Another of the same type. */
  @SecretProviderFactory.Type("vault")
  public static final class OtherVault implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return new Vault().keys();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new Answers(path -> SecretBundle.of(Map.of("address", "the other vault's")));
    }
  }

  /** One whose settings never fit each other. */
  @SecretProviderFactory.Type("moody")
  public static final class Moody implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new IllegalArgumentException("'a' needs 'b'\n'c' excludes 'd'");
    }
  }

  /** One that must not even be initialised. */
  @SecretProviderFactory.Type("hostile")
  public static final class Hostile implements SecretProviderFactory {
    static {
      System.setProperty("keyturn-test.hostile", "was initialised");
    }

    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new AssertionError("was asked for a provider");
    }
  }

  /** One whose class cannot be initialised. */
  @SecretProviderFactory.Type("failing")
  public static final class Failing implements SecretProviderFactory {
    static {
      failToInitialise();
    }

    private static void failToInitialise() {
      throw new IllegalStateException("may quote anything");
    }

    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new AssertionError("was asked for a provider");
    }
  }

  /** One without a type. */
  public static final class Untyped implements SecretProviderFactory {
    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of();
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      throw new AssertionError("was asked for a provider");
    }
  }
}
