package io.keyturn;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the provider of one store from what is configured by its factory's keys. */
final class ProviderSetup {
  private static final Pattern LOCATION = Pattern.compile("([a-z][a-z0-9-]*)://.*");

  private final StoreSetup store;
  private final Map<String, String> environment;
  private final Function<String, SecretProvider> credentialStore;
  private final Problems problems = new Problems();
  private final ProviderSettings.Builder settings;

  /** A text and the key or variable that has it. */
  private record Text(String from, String text) {}

  ProviderSetup(
      StoreSetup store,
      Map<String, String> environment,
      Function<String, SecretProvider> credentialStore) {
    this.store = store;
    this.environment = environment;
    this.credentialStore = credentialStore;
    this.settings = ProviderSettings.builder(store.id());
  }

  /** Makes the provider, or notes why it cannot be made. */
  @Nullable SecretProvider make(SecretProviderFactory factory, Problems all) {
    for (ProviderSettings.Key key : store.factoryKeys()) {
      find(key).ifPresentOrElse(text -> set(key, text), () -> missing(key));
    }
    SecretProvider provider =
        problems.isEmpty()
            ? problems.ask("keyturn.stores." + store.id(), () -> factory.create(settings.build()))
            : null;
    all.addAll(problems);
    return provider;
  }

  /** The ids of the stores that its credentials live in. */
  List<String> credentialStores() {
    return store.factoryKeys().stream()
        .filter(key -> key.kind() == ProviderSettings.Kind.SECRET)
        .flatMap(key -> find(key).stream())
        .map(found -> LOCATION.matcher(found.text))
        .filter(Matcher::matches)
        .map(location -> location.group(1))
        .toList();
  }

  private Optional<Text> find(ProviderSettings.Key key) {
    return store
        .text(key.name())
        .map(text -> new Text(store.prefix() + key.name(), text))
        .or(() -> variable(key).flatMap(this::vendors));
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
    if (!LOCATION.matcher(text.text).matches()) {
      Secret itself = Secret.of(text.text);
      return settings.secret(key, () -> itself).origin(key, text.from);
    }
    SecretLocation location = SecretLocation.parse(text.text);
    SecretProvider provider = credentialStore.apply(location.store());
    SecretLocation bundle = provider.normalize(location.bundle());
    return settings
        .secret(key, () -> provider.fetch(bundle).secret(location, ""))
        .origin(key, text.from + ", " + location);
  }
}
