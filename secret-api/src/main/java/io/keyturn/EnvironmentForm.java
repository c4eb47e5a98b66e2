package io.keyturn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

  private static final String STORES = PREFIX + "STORES_";

  private final Map<String, String> environment;
  private final Map<String, String> variables = new HashMap<>();

  EnvironmentForm(Map<String, String> environment) {
    this.environment = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : environment.entrySet()) {
      if (one.getKey().startsWith(PREFIX)) {
        this.environment.put(one.getKey(), one.getValue());
      }
    }
  }

  static String of(String key) {
    StringBuilder form = new StringBuilder(key.toUpperCase(Locale.ROOT));
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
        form.setCharAt(i, '_');
      }
    }
    return form.toString();
  }

  /** The ids of stores that variables introduce. */
  List<String> storeIds() {
    List<String> ids = new ArrayList<>();
    for (String variable : environment.keySet()) {
      if (variable.startsWith(STORES)) {
        Matcher type = Expressions.STORE_TYPE.matcher(variable);
        if (type.matches()) {
          ids.add(type.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
        }
      }
    }
    return ids;
  }

  /**
   * The texts by key. What Kubernetes gives is no name's.
   *
   * @param keys all known keys; one that ends in a dot is followed by a name
   * @param open forms below which anything may stand, since nobody here knows their keys
   */
  Map<String, String> read(Set<String> keys, Set<String> open, Problems problems) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : environment.entrySet()) {
      String variable = one.getKey();
      List<String> fitting = fitting(variable, one.getValue(), keys);
      if (fitting.size() == 1) {
        texts.put(fitting.get(0), one.getValue().strip());
        variables.put(fitting.get(0), variable);
      } else if (fitting.size() > 1) {
        problems.add(
            variable,
            "fits the keys " + String.join(" and ", fitting) + "; write the one meant in a file");
      } else if (!isBelow(open, variable) && !isOfKubernetes(variable, one.getValue())) {
        problems.add(variable, "fits no key of Keyturn" + Typo.hint(variable, forms(keys)));
      }
    }
    return texts;
  }

  private static List<String> fitting(String variable, String text, Set<String> keys) {
    Set<String> fitting = new LinkedHashSet<>();
    for (String key : keys) {
      String fit = fit(variable, key);
      if (!fit.isEmpty() && !(key.endsWith(".") && isOfKubernetes(variable, text))) {
        fitting.add(fit);
      }
    }
    return List.copyOf(fitting);
  }

  private static boolean isOfKubernetes(String variable, String text) {
    return Expressions.KUBERNETES.matcher(variable + "=" + text).matches();
  }

  private static boolean isBelow(Set<String> open, String variable) {
    for (String form : open) {
      if (variable.startsWith(form)) {
        return true;
      }
    }
    return false;
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

  /** Made only where a variable needs them: they would be a good part of a start. */
  private static final class Expressions {
    /** After {@code _LOCATIONS_} comes a name, which may end in any way. */
    static final Pattern STORE_TYPE =
        Pattern.compile("KEYTURN_STORES_(?!.*_LOCATIONS_)([A-Z][A-Z0-9_]*)_TYPE");

    private static final String IP = "(\\d+(\\.\\d+){3}|[0-9a-f]*:[0-9a-f:.]*)";

    /**
     * What Kubernetes gives every container for a Service whose name begins with {@code keyturn},
     * as {@code pkg/kubelet/envvars} of Kubernetes makes it: a Service's address is never a host's
     * name.
     */
    static final Pattern KUBERNETES =
        Pattern.compile(
            "KEYTURN(_[A-Z0-9_]+)?_("
                + ("SERVICE_HOST=" + IP)
                + "|SERVICE_PORT(_[A-Z0-9_]+)?=\\d+"
                + ("|PORT(_\\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://\\[?" + IP + "]?:\\d+")
                + "|PORT_\\d+_(TCP|UDP|SCTP)_PROTO=(tcp|udp|sctp)"
                + "|PORT_\\d+_(TCP|UDP|SCTP)_PORT=\\d+"
                + ("|PORT_\\d+_(TCP|UDP|SCTP)_ADDR=" + IP)
                + ")");
  }
}
