package io.keyturn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code KEYTURN_} variables: each known key is mapped forward, upper case with everything
 * else as {@code _}, and looked up; nothing is guessed backwards.
 */
final class EnvironmentForm {
  private static final String PREFIX = "KEYTURN_";

  /** After {@code _LOCATIONS_} comes a name, which may end in any way. */
  private static final Pattern STORE_TYPE =
      Pattern.compile("KEYTURN_STORES_(?!.*_LOCATIONS_)([A-Z][A-Z0-9_]*)_TYPE");

  private static final String IP = "(\\d+(\\.\\d+){3}|[0-9a-f]*:[0-9a-f:.]*)";

  /**
   * What Kubernetes gives every container for a Service whose name begins with {@code keyturn}, as
   * {@code pkg/kubelet/envvars} of Kubernetes makes it: a Service's address is never a host's name.
   */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          "KEYTURN(_[A-Z0-9_]+)?_("
              + ("SERVICE_HOST=" + IP)
              + "|SERVICE_PORT(_[A-Z0-9_]+)?=\\d+"
              + ("|PORT(_\\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://\\[?" + IP + "]?:\\d+")
              + "|PORT_\\d+_(TCP|UDP|SCTP)_PROTO=(tcp|udp|sctp)"
              + "|PORT_\\d+_(TCP|UDP|SCTP)_PORT=\\d+"
              + ("|PORT_\\d+_(TCP|UDP|SCTP)_ADDR=" + IP)
              + ")");

  private final Map<String, String> environment;
  private final Map<String, String> variables = new HashMap<>();

  EnvironmentForm(Map<String, String> environment) {
    this.environment = environment;
  }

  static String of(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** The ids of stores that variables introduce. */
  List<String> storeIds() {
    return environment.keySet().stream()
        .map(STORE_TYPE::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  /**
   * The texts by key. What Kubernetes gives is no name's.
   *
   * @param keys all known keys; one that ends in a dot is followed by a name
   * @param open forms below which anything may stand, since nobody here knows their keys
   */
  Map<String, String> read(Set<String> keys, Set<String> open, Problems problems) {
    Map<String, String> texts = new LinkedHashMap<>();
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(PREFIX)) {
            boolean kubernetes = KUBERNETES.matcher(variable + "=" + text).matches();
            List<String> fitting =
                keys.stream()
                    .filter(key -> !(kubernetes && key.endsWith(".")))
                    .map(key -> fit(variable, key))
                    .filter(k -> !k.isEmpty())
                    .distinct()
                    .toList();
            if (fitting.size() == 1) {
              texts.put(fitting.get(0), text.strip());
              variables.put(fitting.get(0), variable);
            } else if (fitting.size() > 1) {
              problems.add(
                  variable,
                  "fits the keys "
                      + String.join(" and ", fitting)
                      + "; write the one meant in a file");
            } else if (!kubernetes && open.stream().noneMatch(variable::startsWith)) {
              problems.add(variable, "fits no key of Keyturn" + Typo.hint(variable, forms(keys)));
            }
          }
        });
    return texts;
  }

  private static List<String> forms(Set<String> keys) {
    return keys.stream().map(EnvironmentForm::of).toList();
  }

  /** The variable that a text of this key was read from, if one was. */
  Optional<String> variable(String key) {
    return Optional.ofNullable(variables.get(key));
  }

  private static String fit(String variable, String key) {
    if (!key.endsWith(".")) {
      return of(key).equals(variable) ? key : "";
    }
    String form = of(key);
    return variable.startsWith(form) && variable.length() > form.length()
        ? key + variable.substring(form.length())
        : "";
  }
}
