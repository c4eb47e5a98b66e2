package io.keyturn.testpages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is somewhere in a text in YAML. */
public record YamlNode(Object value) {
  /** The documents of a text. */
  public static List<YamlNode> documents(String text) {
    List<YamlNode> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(text)
        .forEach(document -> documents.add(new YamlNode(document)));
    return documents;
  }

  /** What is there by names, and by numbers in lists. */
  public YamlNode at(Object... path) {
    Object node = value;
    for (Object step : path) {
      Object next =
          node instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) node).get(step);
      node = Objects.requireNonNull(next, () -> "nothing at " + List.of(path));
    }
    return new YamlNode(node);
  }

  public String text() {
    return (String) value;
  }

  /** What a map of texts has. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, text) -> texts.put((String) name, (String) text));
    return texts;
  }

  /** A list of maps with a name and a value each, as one map. */
  public Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Object entry : (List<?>) value) {
      Map<?, ?> pair = (Map<?, ?>) entry;
      pairs.put((String) pair.get("name"), (String) pair.get("value"));
    }
    return pairs;
  }
}
