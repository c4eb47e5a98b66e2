package io.keyturn;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the provider of one store from what is configured by its factory's keys. */
final class ProviderSetup {
  private final StoreSetup store;
  private final Map<String, String> environment;
  private final Stores stores;
  private final Problems problems = new Problems();
  private final ProviderSettings.Builder settings;

  /** A text and the key or variable that has it. */
  private record Text(String from, String text) {}

  ProviderSetup(StoreSetup store, Map<String, String> environment, Stores stores) {
    this.store = store;
    this.environment = environment;
    this.stores = stores;
    this.settings = ProviderSettings.builder(store.id());
  }

  /** Makes the provider, or notes why it cannot be made. */
  @Nullable SecretProvider make(SecretProviderFactory factory, Problems all) {
    for (ProviderSettings.Key key : store.factoryKeys()) {
      Optional<Text> text = find(key);
      if (text.isPresent()) {
        set(key, text.get());
      } else {
        missing(key);
      }
    }
    SecretProvider provider = problems.isEmpty() ? create(factory) : null;
    all.addAll(problems);
    return provider;
  }

  private @Nullable SecretProvider create(SecretProviderFactory factory) {
    String key = "keyturn.stores." + store.id();
    try {
      return Objects.requireNonNull(
          factory.create(settings.drain(stores.options.drain(true)).build()));
    } catch (Exception | Error e) { // the factory's; Kotlin throws checked ones, too
      problems.thrown(key, e);
      return null;
    }
  }

  /** The ids of the stores that its credentials live in. */
  List<String> credentialStores() {
    List<String> ids = new ArrayList<>();
    for (ProviderSettings.Key key : store.factoryKeys()) {
      Optional<Text> text =
          key.kind() == ProviderSettings.Kind.SECRET ? find(key) : Optional.empty();
      text.flatMap(credential -> storeOf(credential.text)).ifPresent(ids::add);
    }
    return ids;
  }

  /** The store of a credential that is written as a location. */
  private static Optional<String> storeOf(String credential) {
    int scheme = credential.indexOf("://");
    String id = scheme < 0 ? "" : credential.substring(0, scheme);
    return StoreSetup.isId(id) ? Optional.of(id) : Optional.empty();
  }

  private Optional<Text> find(ProviderSettings.Key key) {
    Optional<String> text = store.text(key.name());
    return text.isPresent()
        ? Optional.of(new Text(store.prefix() + key.name(), text.get()))
        : variable(key).flatMap(this::vendors);
  }

  private Optional<Text> vendors(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(text -> new Text(variable, text.strip()));
  }

  /**
   * A vendor's variable is for the store named like its type: no credential goes to another one.
   */
  private Optional<String> variable(ProviderSettings.Key key) {
    return store.id().equals(store.type()) ? key.vendorVariable() : Optional.empty();
  }

  private void missing(ProviderSettings.Key key) {
    if (key.required()) {
      problems.add(
          store.prefix() + key.name(),
          "is missing; the store needs it" + variable(key).map(v -> " (or " + v + ")").orElse(""));
    }
  }

  private void set(ProviderSettings.Key key, Text text) {
    Optional<String> problem = key.problem(text.text);
    if (problem.isPresent()) {
      problems.add(text.from, problem.get());
    } else if (key.kind() == ProviderSettings.Kind.SECRET) {
      problems.ask(text.from, () -> credential(key, text));
    } else {
      settings.text(key, text.text).origin(key, text.from);
    }
  }

  private ProviderSettings.Builder credential(ProviderSettings.Key key, Text text) {
    if (storeOf(text.text).isEmpty()) {
      Secret itself = Secret.of(text.text);
      return settings.secret(key, () -> itself).origin(key, text.from);
    }
    SecretLocation location = SecretLocation.parse(text.text);
    SecretProvider provider = stores.credentialStore(location.store());
    SecretLocation bundle = provider.normalize(location.bundle());
    return settings
        .secret(key, () -> provider.fetch(bundle).secret(location, ""))
        .origin(key, text.from + ", " + location);
  }
}
