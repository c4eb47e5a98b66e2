package io.keyturn;

import io.keyturn.provider.SecretProvider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stores of a configuration: those it speaks of, those that are used, their providers. */
final class Stores {
  private static final Pattern KEY = Pattern.compile("(?s)keyturn\\.stores\\.([^.]+)\\..+");

  /** The providers that were given or made, by the id of their store. */
  final Map<String, SecretProvider> providers;

  private final Map<String, StoreSetup> setups = new LinkedHashMap<>();
  private final Factories factories;
  private final Problems problems;
  private Map<String, String> texts = Map.of();

  Stores(Map<String, SecretProvider> providers, Factories factories, Problems problems) {
    this.providers = providers;
    this.factories = factories;
    this.problems = problems;
    providers.forEach((id, given) -> setups.put(id, new StoreSetup(id, Optional.of(given))));
    providers.keySet().forEach(id -> StoreSetup.checkId(id, problems));
  }

  /** Takes note of stores that keys and variables speak of, so that their keys are known. */
  void introduce(Set<String> keys, Collection<String> fromVariables) {
    Set<String> ids = new TreeSet<>(fromVariables);
    keys.stream().map(KEY::matcher).filter(Matcher::matches).forEach(m -> ids.add(m.group(1)));
    ids.forEach(id -> StoreSetup.checkId(id, problems));
    ids.forEach(this::get);
  }

  /** Takes the texts that hold. */
  void texts(Map<String, String> all) {
    texts = all;
    setups.values().forEach(store -> store.texts(all));
  }

  StoreSetup get(String id) {
    return setups.computeIfAbsent(
        id,
        i -> {
          StoreSetup setup = new StoreSetup(i, Optional.empty());
          setup.texts(texts);
          return setup;
        });
  }

  Collection<StoreSetup> all() {
    return setups.values();
  }

  boolean isAnyGiven() {
    return setups.values().stream().anyMatch(StoreSetup::isGiven);
  }

  boolean hasFactory(String id) {
    return factories.has(get(id).type());
  }

  /** Finds the factory of a store that is used, so that its keys are known. */
  StoreSetup use(String id) {
    StoreSetup store = get(id);
    store.use(factories, problems);
    return store;
  }

  /** The keys of all stores; one that ends in a dot is followed by a name. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    setups.values().forEach(store -> keys.addAll(store.keys()));
    return keys;
  }

  /** Below these any key may stand: nobody here knows what the store's provider would know. */
  Set<String> openPrefixes() {
    Set<String> open = new LinkedHashSet<>();
    setups.values().stream().filter(StoreSetup::isOpen).forEach(store -> open.add(store.prefix()));
    return open;
  }

  /** Makes the providers of the stores that are used. */
  void makeProviders(Map<String, String> environment) {
    List.copyOf(setups.values()).stream()
        .filter(StoreSetup::isUsed)
        .forEach(store -> provider(store, environment));
  }

  private Optional<SecretProvider> provider(StoreSetup store, Map<String, String> environment) {
    SecretProvider known = providers.get(store.id());
    if (known == null) {
      known = store.make(problems, environment, id -> credentialStore(id, environment));
      if (known != null) {
        providers.put(store.id(), known);
      }
    }
    return Optional.ofNullable(known);
  }

  /** The store of a credential: one that needs none itself. */
  private SecretProvider credentialStore(String id, Map<String, String> environment) {
    StoreSetup store = get(id);
    if (!store.type().equals("env") && !store.type().equals("file")) {
      throw new IllegalArgumentException(
          "a credential lives in an env or file store, not in '" + id + "'");
    }
    return provider(use(id), environment)
        .orElseThrow(() -> new IllegalArgumentException("the store '" + id + "' is not there"));
  }
}
