package io.keyturn;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where configuration comes from, the strongest first: the builder, its properties, then, where
 * asked for, system properties, environment, the file named by {@code keyturn.config}, the one
 * {@code keyturn.properties} on the class path.
 */
final class Sources {
  private static final String PREFIX = "keyturn.";
  private static final String RESOURCE = "keyturn.properties";

  /** Texts by key above and below the environment; the stronger one is first. */
  private final List<Map<String, String>> above = new ArrayList<>();

  private final List<Map<String, String>> below = new ArrayList<>();
  private final Map<String, String> environment;
  private final boolean ofMachine;

  private Sources(Optional<Machine> machine) {
    this.ofMachine = machine.isPresent();
    this.environment = new LinkedHashMap<>(machine.map(Machine::environment).orElse(Map.of()));
    this.environment.values().removeIf(String::isBlank);
  }

  /** What the builder was told and, where it asks for them, the standard sources of a machine. */
  static Sources of(
      Map<String, String> told,
      Map<String, String> properties,
      Optional<Machine> machine,
      Problems problems) {
    Sources sources = new Sources(machine);
    sources.above.add(told);
    sources.above.add(onlyKeyturn(properties));
    machine.ifPresent(m -> sources.above.add(onlyKeyturn(m.systemProperties())));
    sources.config().ifPresent(path -> sources.below.add(file(path, problems)));
    machine.ifPresent(m -> sources.below.add(resource(m.classLoader(), problems)));
    if (sources.below.stream().anyMatch(source -> source.containsKey(Setting.CONFIG.key))) {
      problems.add(Setting.CONFIG.key, "a file cannot name another one");
    }
    return sources;
  }

  private Optional<String> config() {
    return above.stream()
        .filter(source -> source.containsKey(Setting.CONFIG.key))
        .map(source -> source.getOrDefault(Setting.CONFIG.key, ""))
        .findFirst()
        .or(() -> Optional.ofNullable(environment.get(EnvironmentForm.of(Setting.CONFIG.key))));
  }

  private static Map<String, String> onlyKeyturn(Map<String, String> all) {
    return all.entrySet().stream()
        .filter(e -> e.getKey().startsWith(PREFIX))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().strip(), (a, b) -> b, LinkedHashMap::new));
  }

  private static Map<String, String> file(String path, Problems problems) {
    try {
      return texts(path, Files.readAllBytes(Path.of(path)), problems);
    } catch (IOException | InvalidPathException e) {
      problems.add(Setting.CONFIG.key, "the file cannot be read");
      return Map.of();
    }
  }

  private static Map<String, String> resource(ClassLoader loader, Problems problems) {
    try {
      List<URL> found =
          Collections.list(loader.getResources(RESOURCE)).stream().distinct().toList();
      if (found.size() > 1) {
        problems.add(RESOURCE, "there is more than one on the class path: " + found);
      }
      return found.size() == 1 ? read(found.get(0), problems) : Map.of();
    } catch (IOException e) {
      problems.add(RESOURCE, "it cannot be read from the class path");
      return Map.of();
    }
  }

  private static Map<String, String> read(URL url, Problems problems) throws IOException {
    try (InputStream in = url.openStream()) {
      return texts(url.toString(), in.readAllBytes(), problems);
    }
  }

  /** What is no key of Keyturn is told by its line: it may be anything, a pasted secret too. */
  private static Map<String, String> texts(String file, byte[] bytes, Problems problems) {
    Map<String, String> texts = new LinkedHashMap<>();
    List<PropertiesText.Entry> entries = problems.collect(file, () -> PropertiesText.read(bytes));
    for (PropertiesText.Entry entry : entries == null ? List.<PropertiesText.Entry>of() : entries) {
      if (!entry.key().startsWith(PREFIX)) {
        problems.add(file + ", line " + entry.line(), "no such key");
      } else if (texts.putIfAbsent(entry.key(), entry.text()) != null) {
        problems.add(file + ", line " + entry.line(), "given twice: " + Names.shown(entry.key()));
      }
    }
    return texts;
  }

  /** Whether the machine's are among them. */
  boolean ofMachine() {
    return ofMachine;
  }

  /** The variables; one that is empty is unset. */
  Map<String, String> environment() {
    return environment;
  }

  /** All texts that are written as keys, whatever their strength. */
  List<Map<String, String>> written() {
    List<Map<String, String>> all = new ArrayList<>(above);
    all.addAll(below);
    return all;
  }

  /** The texts that hold, with those the environment gave in their place. */
  Map<String, String> merged(Map<String, String> fromEnvironment) {
    Map<String, String> merged = new LinkedHashMap<>();
    List<Map<String, String>> all = new ArrayList<>(above);
    all.add(fromEnvironment);
    all.addAll(below);
    all.forEach(source -> source.forEach(merged::putIfAbsent));
    return merged;
  }

  /** What is read of the machine; a test's own in tests. */
  record Machine(
      Map<String, String> systemProperties,
      Map<String, String> environment,
      ClassLoader classLoader) {
    static Machine here() {
      Map<String, String> properties = new LinkedHashMap<>();
      System.getProperties()
          .stringPropertyNames()
          .forEach(key -> properties.put(key, System.getProperty(key, "")));
      return new Machine(properties, System.getenv(), Sources.classLoader());
    }
  }

  /** Where providers are found: the thread's, or Keyturn's own where it has none. */
  static ClassLoader classLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : Secrets.class.getClassLoader();
  }
}
