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

/** The stores of a configuration: those it speaks of, those that are used, their providers. */
final class Stores {
  private static final String PREFIX = "keyturn.stores.";

  /** The providers that were given or made, by the id of their store. */
  final Map<String, SecretProvider> providers;

  final Options options;
  private final Map<String, StoreSetup> setups = new LinkedHashMap<>();
  private final Map<String, String> environment;
  private final Factories factories;
  private final Problems problems;
  private Map<String, String> texts = Map.of();

  /**
   * The stores that are given, and no others yet.
   *
   * @param environment the variables, for those of vendors
   * @param options how the engine behaves, for providers; read before one is made
   */
  Stores(
      Map<String, SecretProvider> providers,
      Map<String, String> environment,
      Options options,
      Factories factories,
      Problems problems) {
    this.providers = providers;
    this.environment = environment;
    this.options = options;
    this.factories = factories;
    this.problems = problems;
    for (String id : providers.keySet()) {
      setups.put(id, new StoreSetup(id, true));
      StoreSetup.checkId(id, problems);
    }
  }

  /** Takes note of stores that keys and variables speak of, so that their keys are known. */
  void introduce(Set<String> keys, Collection<String> fromVariables) {
    Set<String> ids = new TreeSet<>(fromVariables);
    for (String key : keys) {
      int end = key.indexOf('.', PREFIX.length());
      if (key.startsWith(PREFIX) && end > PREFIX.length() && end + 1 < key.length()) {
        ids.add(key.substring(PREFIX.length(), end));
      }
    }
    for (String id : ids) {
      StoreSetup.checkId(id, problems);
      get(id);
    }
  }

  /** Takes the texts that hold. */
  void texts(Map<String, String> all) {
    texts = all;
    for (StoreSetup store : all()) {
      store.texts(all);
    }
  }

  StoreSetup get(String id) {
    StoreSetup known = setups.get(id);
    if (known != null) {
      return known;
    }
    StoreSetup setup = new StoreSetup(id, false);
    setup.texts(texts);
    setups.put(id, setup);
    return setup;
  }

  /** Whether there can be a store of this id: it is spoken of by a key, given, or a type's. */
  boolean knows(String id) {
    return setups.containsKey(id) || factories.knows(id);
  }

  /**
   * What is wrong with the id of a store that there is not. It is part of a text that may be
   * anything, so it is not shown.
   */
  String unknown(String id) {
    Set<String> ids = new TreeSet<>(setups.keySet());
    ids.removeIf(known -> !StoreSetup.isId(known));
    ids.addAll(factories.types());
    ids.remove("");
    String all = ids.isEmpty() ? "none" : String.join(", ", ids);
    return "there is no such store; there are " + all + Typo.hint(id, ids);
  }

  /** Tells of stores besides one that have a line for a name: one may be a misspelling of it. */
  String othersWith(String name, StoreSetup but) {
    List<String> ids =
        setups.values().stream()
            .filter(store -> store != but && store.lines().containsKey(name))
            .map(StoreSetup::id)
            .filter(StoreSetup::isId)
            .map(id -> "'" + id + "'")
            .toList();
    return ids.isEmpty() ? "" : "; it has one in " + String.join(", ", ids);
  }

  Collection<StoreSetup> all() {
    return setups.values();
  }

  boolean isAnyGiven() {
    for (StoreSetup store : all()) {
      if (store.isGiven()) {
        return true;
      }
    }
    return false;
  }

  boolean hasFactory(String id) {
    return factories.has(get(id).type());
  }

  /** Finds the factory of a store that is used, so that its keys are known. */
  void use(String id) {
    get(id).use(factories, problems);
  }

  /** The stores that are not used yet and in which credentials of those live that are. */
  Set<String> credentialStores() {
    Set<String> found = new LinkedHashSet<>();
    for (StoreSetup store : List.copyOf(all())) { // asking about one may add it
      for (String id : setup(store).credentialStores()) {
        if (knows(id) && !get(id).isUsed() && hasCredentials(get(id))) {
          found.add(id);
        }
      }
    }
    return found;
  }

  /** A credential lives in a store that needs none itself. */
  private static boolean hasCredentials(StoreSetup store) {
    return store.type().equals("env") || store.type().equals("file");
  }

  /** The keys of all stores; one that ends in a dot is followed by a name. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (StoreSetup store : all()) {
      keys.addAll(store.keys());
    }
    return keys;
  }

  /** Below these any key may stand: nobody here knows what the store's provider would know. */
  Set<String> openPrefixes() {
    Set<String> open = new LinkedHashSet<>();
    for (StoreSetup store : all()) {
      if (store.isOpen()) {
        open.add(store.prefix());
      }
    }
    return open;
  }

  /** Makes the providers of the stores that are used. */
  void makeProviders() {
    for (StoreSetup store : List.copyOf(all())) { // a credential's store may be added
      if (store.isUsed()) {
        provider(store);
      }
    }
  }

  private Optional<SecretProvider> provider(StoreSetup store) {
    SecretProvider known = providers.get(store.id());
    if (known == null && store.factory().isPresent()) {
      known = setup(store).make(store.factory().get(), problems);
      if (known != null) {
        providers.put(store.id(), known);
      }
    }
    return Optional.ofNullable(known);
  }

  private ProviderSetup setup(StoreSetup store) {
    return new ProviderSetup(store, environment, this);
  }

  /** The provider of a store in which credentials live. */
  SecretProvider credentialStore(String id) {
    if (!knows(id)) {
      throw new IllegalArgumentException(
          unknown(id) + "; a credential with '://' in it lives in an env or file store");
    }
    if (!hasCredentials(get(id))) {
      throw new IllegalArgumentException(
          "a credential lives in an env or file store, not in '" + id + "'");
    }
    return provider(get(id))
        .orElseThrow(() -> new IllegalArgumentException("the store '" + id + "' is not there"));
  }
}
