package io.keyturn.provider.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.keyturn.secret.SecretException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The members of JSON objects, each as its own text, so that numbers keep their digits and members
 * their order.
 *
 * <p>With the streaming parser that the engine brings: Spring's converters would take Jackson 2 or
 * 3, and quote what they cannot read.
 */
final class Json {
  // No recycled buffers and no shared name tables: they would keep content alive.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  /**
   * The members of an object; none of {@code null}.
   *
   * @throws VaultFailure if it is no whole object, without a cause: a parser's message quotes
   */
  static Map<String, String> members(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      Map<String, String> members = new LinkedHashMap<>();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          members.put(parser.currentName(), value(parser, json));
        }
      } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
        throw unreadable();
      }
      if (parser.nextToken() != null) {
        throw unreadable();
      }
      return members;
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private static String value(JsonParser parser, String json) throws IOException {
    parser.nextToken();
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = (int) parser.currentLocation().getCharOffset();
    return json.substring(from, to);
  }

  /** What a string or number stands for. */
  static String text(String scalar) {
    try (JsonParser parser = JSON.createParser(scalar)) {
      if (!parser.nextToken().isScalarValue()) {
        throw unreadable();
      }
      return parser.getText();
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /** A member that Vault's answers have, as JSON. */
  static String member(Map<String, String> members, String name) {
    String member = members.get(name);
    if (member == null) {
      throw new VaultFailure(Kind.FORMAT, "the answer has no '" + name + "'");
    }
    return member;
  }

  /** A member that is a whole number. */
  static long number(Map<String, String> members, String name) {
    try {
      return Long.parseLong(text(member(members, name)));
    } catch (NumberFormatException e) { // its message quotes
      throw noNumber(name);
    }
  }

  /** The members of {@code data}, in which Vault answers most questions. */
  static Map<String, String> data(Answer answer) {
    return members(member(members(answer.body()), "data"));
  }

  /** A member that is a whole number, not below zero. */
  static long natural(Map<String, String> members, String name) {
    long number = number(members, name);
    if (number < 0) {
      throw noNumber(name);
    }
    return number;
  }

  /** A member that is a whole number; zero where it is missing, and -1 if it is below. */
  static long numberOrZero(Map<String, String> members, String name) {
    return members.containsKey(name) ? Math.max(number(members, name), -1) : 0;
  }

  /** The same of a number of things. */
  static int count(Map<String, String> members, String name) {
    return (int) Math.min(numberOrZero(members, name), Integer.MAX_VALUE);
  }

  private static VaultFailure noNumber(String name) {
    return new VaultFailure(Kind.FORMAT, "the answer has a '" + name + "' that is no number");
  }

  /** A member that is a time. */
  static Instant instant(Map<String, String> members, String name) {
    try {
      return Instant.parse(text(member(members, name)));
    } catch (DateTimeParseException e) { // its message quotes
      throw new VaultFailure(Kind.FORMAT, "the answer has a '" + name + "' that is no time");
    }
  }

  /** An object of these members, as bytes. */
  static byte[] object(Map<String, String> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(bytes)) {
      generator.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        generator.writeStringField(member.getKey(), member.getValue());
      }
      generator.writeEndObject();
    } catch (IOException e) { // cannot happen: it is written into memory
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static VaultFailure unreadable() {
    return new VaultFailure(Kind.FORMAT, "the answer is not the JSON that Vault gives");
  }
}
