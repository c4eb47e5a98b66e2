package io.keyturn;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration comes from, the strongest first: the builder, its properties, then, where
 * asked for, system properties, environment, the file named by {@code keyturn.config}, the one
 * {@code keyturn.properties} on the class path.
 */
final class Sources {
  private static final String PREFIX = "keyturn.";
  private static final String RESOURCE = "keyturn.properties";

  /** Those above and below the environment; the stronger one is first. */
  private final List<Source> above = new ArrayList<>();

  private final List<Source> below = new ArrayList<>();
  private final Map<String, String> environment;
  private final boolean ofMachine;

  /**
   * Texts by key.
   *
   * @param place where they are written, as a user would call it
   */
  record Source(String place, Map<String, String> texts) {
    /** A key of it as a problem shows it. */
    String at(String key) {
      return key + " (" + place + ")";
    }
  }

  private Sources(Optional<Machine> machine) {
    this.ofMachine = machine.isPresent();
    this.environment = machine.isPresent() ? set(machine.get().environment()) : Map.of();
  }

  private static Map<String, String> set(Map<String, String> variables) {
    Map<String, String> set = new LinkedHashMap<>();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (!variable.getValue().isBlank()) {
        set.put(variable.getKey(), variable.getValue());
      }
    }
    return set;
  }

  /** What the builder was told and, where it asks for them, the standard sources of a machine. */
  static Sources of(
      Map<String, String> told,
      Map<String, String> properties,
      Optional<Machine> machine,
      Problems problems) {
    Sources sources = new Sources(machine);
    sources.above.add(new Source("builder", told));
    sources.above.add(new Source("properties of the builder", onlyKeyturn(properties)));
    if (machine.isPresent()) {
      Map<String, String> ofSystem = onlyKeyturn(machine.get().systemProperties());
      sources.above.add(new Source("system property", ofSystem));
    }
    String path = sources.config();
    if (path != null) {
      sources.below.add(file(path, problems));
    }
    if (machine.isPresent()) {
      sources.below.add(resource(machine.get().classLoader(), problems));
    }
    for (Source source : sources.below) {
      if (source.texts.containsKey(Setting.CONFIG.key)) {
        problems.add(source.at(Setting.CONFIG.key), "a file cannot name another one");
      }
    }
    return sources;
  }

  private @Nullable String config() {
    Source source = firstWith(Setting.CONFIG.key, above);
    return source != null
        ? source.texts.get(Setting.CONFIG.key)
        : environment.get(EnvironmentForm.of(Setting.CONFIG.key));
  }

  private static Map<String, String> onlyKeyturn(Map<String, String> all) {
    Map<String, String> ours = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : all.entrySet()) {
      if (one.getKey().startsWith(PREFIX)) {
        ours.put(one.getKey(), one.getValue().strip());
      }
    }
    return ours;
  }

  private static Source file(String path, Problems problems) {
    String place = "file " + path;
    try {
      return new Source(place, texts(path, Files.readAllBytes(Path.of(path)), problems));
    } catch (NoSuchFileException e) {
      problems.add(Setting.CONFIG.key, "there is no such file");
    } catch (IOException | InvalidPathException e) {
      problems.add(Setting.CONFIG.key, "the file cannot be read; check its path and permissions");
    }
    return new Source(place, Map.of());
  }

  private static Source resource(ClassLoader loader, Problems problems) {
    return new Source(RESOURCE + " on the class path", resourceTexts(loader, problems));
  }

  private static Map<String, String> resourceTexts(ClassLoader loader, Problems problems) {
    try {
      Map<String, URL> found = new LinkedHashMap<>(); // by text: a URL's equals may ask the network
      for (URL url : Collections.list(loader.getResources(RESOURCE))) {
        found.put(url.toString(), url);
      }
      if (found.size() > 1) {
        problems.add(
            RESOURCE, "there is more than one on the class path, keep one: " + found.keySet());
      }
      return found.size() == 1 ? read(found.values().iterator().next(), problems) : Map.of();
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
        problems.add(file + ", line " + entry.line(), "no such key; each begins with " + PREFIX);
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

  /** All sources whose texts are written by key, whatever their strength. */
  List<Source> written() {
    List<Source> written = new ArrayList<>(above);
    written.addAll(below);
    return written;
  }

  /**
   * Where the text of a key is written that holds; empty where it has none.
   *
   * @param variable the one that has a text of this key, if any has
   */
  Optional<String> place(String key, Optional<String> variable) {
    Source stronger = firstWith(key, above);
    if (stronger == null && variable.isPresent()) {
      return variable.map(name -> "variable " + name);
    }
    Source source = stronger != null ? stronger : firstWith(key, below);
    return Optional.ofNullable(source).map(Source::place);
  }

  private static @Nullable Source firstWith(String key, List<Source> some) {
    for (Source source : some) {
      if (source.texts.containsKey(key)) {
        return source;
      }
    }
    return null;
  }

  /** The texts that hold, with those the environment gave in their place. */
  Map<String, String> merged(Map<String, String> fromEnvironment) {
    Map<String, String> merged = new LinkedHashMap<>();
    for (Source source : above) {
      addMissing(source.texts, merged);
    }
    addMissing(fromEnvironment, merged);
    for (Source source : below) {
      addMissing(source.texts, merged);
    }
    return merged;
  }

  private static void addMissing(Map<String, String> texts, Map<String, String> to) {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      to.putIfAbsent(text.getKey(), text.getValue());
    }
  }

  /** What is read of the machine; a test's own in tests. */
  record Machine(
      Map<String, String> systemProperties,
      Map<String, String> environment,
      ClassLoader classLoader) {
    static Machine here() {
      Map<String, String> properties = new LinkedHashMap<>();
      for (String key : System.getProperties().stringPropertyNames()) {
        properties.put(key, System.getProperty(key, ""));
      }
      return new Machine(properties, System.getenv(), Sources.classLoader());
    }
  }

  /** Where providers are found: the thread's, or Keyturn's own where it has none. */
  static ClassLoader classLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : Secrets.class.getClassLoader();
  }
}
