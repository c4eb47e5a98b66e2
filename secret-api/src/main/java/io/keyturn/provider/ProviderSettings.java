package io.keyturn.provider;

import io.keyturn.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is configured for one store, by the keys that its factory declares.
 *
 * <p>Immutable and thread-safe. A secret setting is a supplier that is asked at every login, so
 * that a rotated credential is taken up; no value is ever printed.
 */
public final class ProviderSettings {
  private final String storeId;
  private final Map<String, String> texts;
  private final Map<String, Supplier<Secret>> secrets;

  private ProviderSettings(Builder builder) {
    this.storeId = builder.storeId;
    this.texts = Map.copyOf(builder.texts);
    this.secrets = Map.copyOf(builder.secrets);
  }

  /** Starts the settings of a store; the engine does, and tests of a provider. */
  public static Builder builder(String storeId) {
    return new Builder(Objects.requireNonNull(storeId, "storeId"));
  }

  /** The id of the store, for messages and threads. */
  public String storeId() {
    return storeId;
  }

  /** The text of a key, or its default; empty where neither is there. */
  public Optional<String> text(Key key) {
    return Optional.ofNullable(texts.get(key.name())).or(key::defaultText);
  }

  /** The text of a {@link Kind#URI} key as an address. */
  public Optional<URI> uri(Key key) {
    return text(key).map(URI::create);
  }

  /** The text of a {@link Kind#DURATION} key as a duration. */
  public Optional<Duration> duration(Key key) {
    return text(key).map(Durations::parse);
  }

  /** The text of a {@link Kind#FLAG} key; false where it has neither text nor default. */
  public boolean flag(Key key) {
    return text(key).map(Boolean::valueOf).orElse(false);
  }

  /**
   * The credential of a {@link Kind#SECRET} key, to be asked at every login; the supplier throws a
   * {@link io.keyturn.secret.SecretException} where the credential's own store cannot give it.
   */
  public Optional<Supplier<Secret>> secret(Key key) {
    return Optional.ofNullable(secrets.get(key.name()));
  }

  /** The id of the store and the names of its settings. */
  @Override
  public String toString() {
    return "ProviderSettings[" + storeId + ", " + texts.keySet() + ", " + secrets.keySet() + "]";
  }

  /** What a key's text is. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** An absolute address with a host, {@code https://vault:8200}. */
    URI,
    /** A duration above zero, {@code 30s}, {@code 5m}, {@code PT1M30S}. */
    DURATION,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A credential: itself, or the location of one in an {@code env} or {@code file} store. */
    SECRET
  }

  /**
   * One setting a factory knows.
   *
   * @param name its name below {@code keyturn.stores.<id>}, in kebab-case
   * @param kind what its text is
   * @param required whether a store cannot be without it
   * @param defaultText what holds without it
   * @param vendorVariable the vendor's environment variable that is read where the key is not
   *     given, only for the store whose id is its type
   * @param meaning one sentence for the reference of keys
   */
  public record Key(
      String name,
      Kind kind,
      boolean required,
      Optional<String> defaultText,
      Optional<String> vendorVariable,
      String meaning) {
    /** An optional key without a default or a vendor's variable. */
    public static Key optional(String name, Kind kind, String meaning) {
      return new Key(name, kind, false, Optional.empty(), Optional.empty(), meaning);
    }

    /** The same, required. */
    public Key asRequired() {
      return new Key(name, kind, true, defaultText, vendorVariable, meaning);
    }

    /** The same with a default. */
    public Key withDefault(String text) {
      return new Key(name, kind, required, Optional.of(text), vendorVariable, meaning);
    }

    /** The same with a vendor's variable. */
    public Key withVariable(String variable) {
      return new Key(name, kind, required, defaultText, Optional.of(variable), meaning);
    }

    /** What is wrong with a text for this key, without quoting it; empty if nothing is. */
    public Optional<String> problem(String text) {
      return Optional.ofNullable(
          switch (kind) {
            case TEXT, SECRET -> text.isBlank() ? "is blank" : null;
            case URI -> isAddress(text) ? null : "is not an address such as https://vault:8200";
            case DURATION -> Durations.problem(text);
            case FLAG ->
                text.equals("true") || text.equals("false") ? null : "is neither true nor false";
          });
    }

    private static boolean isAddress(String text) {
      try {
        URI uri = URI.create(text);
        return uri.isAbsolute() && uri.getHost() != null && uri.getUserInfo() == null;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  /** Collects the settings of a store. Not thread-safe. */
  public static final class Builder {
    private final String storeId;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Supplier<Secret>> secrets = new HashMap<>();

    private Builder(String storeId) {
      this.storeId = storeId;
    }

    /**
     * Sets the text of a key.
     *
     * @throws IllegalArgumentException if it does not fit the kind of the key, or the key is a
     *     secret
     */
    public Builder text(Key key, String text) {
      Optional<String> problem =
          key.kind() == Kind.SECRET ? Optional.of("is a secret") : key.problem(text);
      problem.ifPresent(
          what -> {
            throw new IllegalArgumentException(key.name() + " " + what);
          });
      texts.put(key.name(), text);
      return this;
    }

    /** Sets where the credential of a key comes from. */
    public Builder secret(Key key, Supplier<Secret> credential) {
      secrets.put(key.name(), Objects.requireNonNull(credential, "credential"));
      return this;
    }

    /** Makes the settings. */
    public ProviderSettings build() {
      return new ProviderSettings(this);
    }
  }
}
