package io.keyturn.provider;

import io.keyturn.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

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
  private final Map<String, String> origins;
  private final Duration drain;

  private ProviderSettings(Builder builder) {
    this.storeId = builder.storeId;
    this.texts = Map.copyOf(builder.texts);
    this.secrets = Map.copyOf(builder.secrets);
    this.origins = Map.copyOf(builder.origins);
    this.drain = builder.drain;
  }

  /**
   * Starts the settings of a store; the engine does, and tests of a provider.
   *
   * @param storeId the id of the store, as in {@code keyturn.stores.<id>}
   * @return a builder without any setting
   */
  public static Builder builder(String storeId) {
    return new Builder(Objects.requireNonNull(storeId, "storeId"));
  }

  /** {@return the id of the store, for messages and threads} */
  public String storeId() {
    return storeId;
  }

  /**
   * {@return the text of a key, or its default; empty where neither is there}
   *
   * @param key one that the factory declares
   */
  public Optional<String> text(Key key) {
    return Optional.ofNullable(texts.get(key.name())).or(key::defaultText);
  }

  /**
   * {@return the text of a {@link Kind#URI} key, or its default, as an address; empty where neither
   * is there}
   *
   * @param key one that the factory declares
   * @throws IllegalArgumentException if the text is not an address; never for a URI key. The
   *     message does not quote it
   */
  public Optional<URI> uri(Key key) {
    return text(key).map(text -> URI.create(fitting(Kind.URI, key, text)));
  }

  /**
   * {@return the text of a {@link Kind#DURATION} key, or its default, as a duration; empty where
   * neither is there}
   *
   * @param key one that the factory declares
   * @throws IllegalArgumentException if the text is not a duration; never for a duration key. The
   *     message does not quote it
   */
  public Optional<Duration> duration(Key key) {
    return text(key).map(text -> Durations.parse(fitting(Kind.DURATION, key, text)));
  }

  /**
   * {@return whether the text of a {@link Kind#FLAG} key, or its default, is {@code true}; false
   * where neither is there}
   *
   * @param key one that the factory declares
   */
  public boolean flag(Key key) {
    return text(key).map(Boolean::valueOf).orElse(false);
  }

  /**
   * {@return the credential of a {@link Kind#SECRET} key, to be asked at every login; empty where
   * none is configured}
   *
   * <p>The supplier throws a {@link io.keyturn.secret.SecretException} where the credential's own
   * store cannot give it.
   *
   * @param key one that the factory declares
   */
  public Optional<Supplier<Secret>> secret(Key key) {
    return Optional.ofNullable(secrets.get(key.name()));
  }

  /**
   * {@return where the text of a key is configured, for messages that say which credential was
   * refused: {@code keyturn.stores.vault.token}, the vendor's variable, each with the location that
   * it gives, if it does; never a value}
   *
   * @param key one that the factory declares
   */
  public String origin(Key key) {
    return origins.getOrDefault(key.name(), "keyturn.stores." + storeId + "." + key.name());
  }

  /**
   * {@return how long what was made of leased content may still be in use after it was replaced:
   * {@code keyturn.rotation.drain}; 10 minutes where it is not set}
   *
   * <p>It is for providers of leases: who replaces one when no more than this remains of it lets
   * the pools that live on it finish.
   */
  public Duration drain() {
    return drain;
  }

  /** A text that fits a kind; else the message names the key and quotes nothing. */
  private static String fitting(Kind kind, Key key, String text) {
    misfit(kind, text)
        .ifPresent(
            what -> {
              throw new IllegalArgumentException(key.name() + " " + what);
            });
    return text;
  }

  /** What is wrong with a text of a kind, without quoting it. */
  private static Optional<String> misfit(Kind kind, String text) {
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
    } catch (IllegalArgumentException e) { // its message quotes the text
      return false;
    }
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
    /** A duration above zero and at most ten years, {@code 30s}, {@code 5m}, {@code PT1M30S}. */
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
    /** What each store has, whatever its provider: no key of a factory may be called so. */
    private static final Set<String> OF_EACH_STORE =
        Set.of("factory", "location", "locations", "type");

    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /**
     * Checks its parts.
     *
     * @param name its name below {@code keyturn.stores.<id>}, in kebab-case
     * @param kind what its text is
     * @param required whether a store cannot be without it
     * @param defaultText what holds without it
     * @param vendorVariable the vendor's environment variable
     * @param meaning one sentence for the reference of keys
     * @throws IllegalArgumentException if the name is not in kebab-case, each store has a key of
     *     this name already, or the default does not fit the kind
     */
    public Key {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(defaultText, "defaultText");
      Objects.requireNonNull(vendorVariable, "vendorVariable");
      Objects.requireNonNull(meaning, "meaning");
      if (!KEBAB_CASE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the name of a key is not in kebab-case: '" + name + "'");
      }
      if (OF_EACH_STORE.contains(name)) {
        throw new IllegalArgumentException("each store has a key '" + name + "' already");
      }
      if (defaultText.isPresent()) {
        Optional<String> problem = misfit(kind, defaultText.get());
        if (problem.isPresent()) {
          throw new IllegalArgumentException("the default of " + name + " " + problem.get());
        }
      }
    }

    /**
     * {@return an optional key without a default or a vendor's variable}
     *
     * @param name its name below {@code keyturn.stores.<id>}, in kebab-case
     * @param kind what its text is
     * @param meaning one sentence for the reference of keys
     */
    public static Key optional(String name, Kind kind, String meaning) {
      return new Key(name, kind, false, Optional.empty(), Optional.empty(), meaning);
    }

    /** {@return the same key, required} */
    public Key asRequired() {
      return new Key(name, kind, true, defaultText, vendorVariable, meaning);
    }

    /**
     * {@return the same key with a default}
     *
     * @param text what holds where the key is not given
     * @throws IllegalArgumentException if it does not fit the kind
     */
    public Key withDefault(String text) {
      return new Key(name, kind, required, Optional.of(text), vendorVariable, meaning);
    }

    /**
     * {@return the same key with a vendor's variable}
     *
     * @param variable the name of an environment variable, for example {@code VAULT_ADDR}
     */
    public Key withVariable(String variable) {
      return new Key(name, kind, required, defaultText, Optional.of(variable), meaning);
    }

    /**
     * {@return what is wrong with a text for this key, without quoting it; empty if nothing is}
     *
     * @param text as it is configured
     */
    public Optional<String> problem(String text) {
      return misfit(kind, text);
    }
  }

  /** Collects the settings of a store. Not thread-safe. */
  public static final class Builder {
    private final String storeId;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Supplier<Secret>> secrets = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private Duration drain = Duration.ofMinutes(10);

    private Builder(String storeId) {
      this.storeId = storeId;
    }

    /**
     * Sets the text of a key.
     *
     * @param key a key of any kind but {@link Kind#SECRET}
     * @param text one that fits the kind
     * @return this
     * @throws IllegalArgumentException if it does not fit the kind of the key, or the key is a
     *     secret
     */
    public Builder text(Key key, String text) {
      if (key.kind() == Kind.SECRET) {
        throw new IllegalArgumentException(key.name() + " is a secret");
      }
      texts.put(key.name(), fitting(key.kind(), key, text));
      return this;
    }

    /**
     * Sets where the credential of a key comes from.
     *
     * @param key a key of the kind {@link Kind#SECRET}
     * @param credential is asked at every login
     * @return this
     * @throws IllegalArgumentException if the key is of another kind
     */
    public Builder secret(Key key, Supplier<Secret> credential) {
      if (key.kind() != Kind.SECRET) {
        throw new IllegalArgumentException(key.name() + " is not a secret");
      }
      secrets.put(key.name(), Objects.requireNonNull(credential, "credential"));
      return this;
    }

    /**
     * Sets where the text of a key is configured; without it, it is the key of its store.
     *
     * @param key a key of any kind
     * @param origin for messages, without any value
     * @return this
     */
    public Builder origin(Key key, String origin) {
      origins.put(key.name(), Objects.requireNonNull(origin, "origin"));
      return this;
    }

    /**
     * Sets how long what was made of leased content may still be in use after it was replaced.
     *
     * @param drain 10 minutes by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder drain(Duration drain) {
      if (Objects.requireNonNull(drain, "drain").isNegative()) {
        throw new IllegalArgumentException("the drain is negative: " + drain);
      }
      this.drain = drain;
      return this;
    }

    /** {@return the settings} */
    public ProviderSettings build() {
      return new ProviderSettings(this);
    }
  }
}
