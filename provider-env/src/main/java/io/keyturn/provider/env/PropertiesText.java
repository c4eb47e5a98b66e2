package io.keyturn.provider.env;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.Serial;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads Java properties, as {@link Properties#load(java.io.Reader)} does, with three rules more: no
 * key comes twice, a key is a name followed by {@code =} or {@code :}, and it is no {@link
 * Base64Tail}.
 *
 * <p>The last two keep a value that was spilled over several lines, or stands alone, from being
 * taken for keys: the names of fields are printed. Errors quote nothing.
 */
final class PropertiesText {
  private static final Pattern KEY =
      Pattern.compile("(?m)^[ \\t\\f]*+(\\w[\\w.\\[\\]-]*+)[ \\t\\f]*+[=:]");

  private final SecretLocation location;
  private final String text;

  PropertiesText(SecretLocation location, String text) {
    this.location = location;
    this.text = text;
  }

  /** The values by key, in the order of the file. */
  Map<String, String> fields() {
    Fields fields = new Fields(location);
    try {
      fields.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) { // not chained: it may quote the escape
      throw new SecretFormatException(location, "a \\u is not followed by four hexadecimal digits");
    }
    if (!written().containsAll(fields.inOrder.keySet())) {
      throw new SecretFormatException(
          location, "a key is not a name (letters, digits, . _ - [ ]) followed by '=' or ':'");
    }
    fields.inOrder.forEach(this::checkTail);
    return fields.inOrder;
  }

  private void checkTail(String key, String value) {
    if (Base64Tail.is(key, value)) {
      throw new SecretFormatException(
          location,
          "a key may be the end of a base64 value: join its lines by a backslash at their ends,"
              + " and leave out a key without a value");
    }
  }

  private Set<String> written() {
    Matcher keys = KEY.matcher(text);
    return keys.results().map(PropertiesText::key).collect(Collectors.toSet());
  }

  private static String key(MatchResult result) {
    return result.group(1);
  }

  /** Keeps the order, and sees a key that comes twice. */
  private static final class Fields extends Properties {
    @Serial private static final long serialVersionUID = 1;

    private final SecretLocation location;
    private final transient Map<String, String> inOrder = new LinkedHashMap<>();

    Fields(SecretLocation location) {
      this.location = location;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread fills it, and drops it
    public @Nullable Object put(Object key, Object value) {
      if (inOrder.put((String) key, (String) value) != null) {
        throw new SecretFormatException(location, "a key is there twice");
      }
      return null;
    }
  }
}
