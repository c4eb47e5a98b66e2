package io.keyturn;

import io.keyturn.provider.SecretProviderFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The factories on the class path. A type is read from the class's annotation; only the factory
 * that is picked is ever initialised.
 */
final class Factories {
  private record Found(String type, ServiceLoader.Provider<SecretProviderFactory> provider) {
    String className() {
      return provider.type().getName();
    }
  }

  private static final Map<String, String> JARS =
      Map.of(
          "env", "io.keyturn:keyturn-provider-env",
          "file", "io.keyturn:keyturn-provider-env",
          "aws", "io.keyturn:keyturn-provider-aws",
          "vault", "io.keyturn:keyturn-provider-vault");

  /**
   * What the annotations of Keyturn's own factories say: the JVM makes two proxy classes to read
   * the first one, which would be a fifth of a start.
   */
  private static final Map<String, String> OWN =
      Map.of(
          "io.keyturn.provider.env.EnvSecretProviderFactory", "env",
          "io.keyturn.provider.env.FileSecretProviderFactory", "file",
          "io.keyturn.provider.aws.AwsSecretProviderFactory", "aws",
          "io.keyturn.provider.vault.VaultSecretProviderFactory", "vault");

  private final List<Found> found = new ArrayList<>();
  private int broken;

  Factories(ClassLoader loader) {
    Iterator<ServiceLoader.Provider<SecretProviderFactory>> providers =
        ServiceLoader.load(SecretProviderFactory.class, loader).stream().iterator();
    while (hasNext(providers)) {
      try {
        add(providers.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        broken++;
      }
    }
  }

  private boolean hasNext(Iterator<?> providers) {
    for (int tries = 0; tries < 1000; tries++) {
      try {
        return providers.hasNext();
      } catch (ServiceConfigurationError | LinkageError e) { // hides none of the others
        broken++;
      }
    }
    return false;
  }

  private void add(ServiceLoader.Provider<SecretProviderFactory> provider) {
    String own = OWN.get(provider.type().getName());
    found.add(new Found(own != null ? own : annotated(provider.type()), provider));
  }

  private static String annotated(Class<?> factory) {
    SecretProviderFactory.Type type = factory.getAnnotation(SecretProviderFactory.Type.class);
    return type == null ? "" : type.value();
  }

  boolean has(String type) {
    for (Found one : found) {
      if (one.type.equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** The types of all that are there. */
  Set<String> types() {
    Set<String> types = new TreeSet<>();
    for (Found one : found) {
      types.add(one.type);
    }
    return types;
  }

  /** Whether a store of this type is meant, even where its jar is missing. */
  boolean knows(String type) {
    return JARS.containsKey(type) || has(type);
  }

  /**
   * The one factory of a type.
   *
   * @param className the class that settles a tie
   * @throws IllegalArgumentException if there is none, or more than one
   */
  SecretProviderFactory pick(String type, Optional<String> className) {
    List<Found> fitting = new ArrayList<>();
    for (Found one : found) {
      if (one.type.equals(type)
          && (className.isEmpty() || one.className().equals(className.get()))) {
        fitting.add(one);
      }
    }
    if (fitting.size() == 1) {
      return make(fitting.get(0));
    }
    throw new IllegalArgumentException(
        fitting.isEmpty() ? none(type, className) : several(type, fitting));
  }

  private static SecretProviderFactory make(Found found) {
    try {
      return found.provider.get();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IllegalArgumentException(
          "the factory "
              + found.className()
              + " cannot be made: its constructor or a class it needs failed");
    }
  }

  private String none(String type, Optional<String> className) {
    return "there is no provider of type '"
        + type
        + "'"
        + className.map(name -> " of the class named").orElse("")
        + " on the class path; add "
        + jar(type)
        + ", and in a fat jar merge META-INF/services (found: "
        + describe(found)
        + (broken > 0 ? "; cannot be loaded: " + broken + " of the entries" : "")
        + ")";
  }

  private static String several(String type, List<Found> fitting) {
    return "there are several providers of type '"
        + type
        + "': "
        + describe(fitting)
        + "; name one with the key 'factory' of the store";
  }

  private static String jar(String type) {
    return JARS.getOrDefault(type, "the jar that has it, or fix the key 'type' of the store");
  }

  private static String describe(List<Found> some) {
    return some.isEmpty()
        ? "none"
        : some.stream()
            .map(f -> f.type + " by " + f.className())
            .sorted()
            .collect(Collectors.joining(", "));
  }
}
