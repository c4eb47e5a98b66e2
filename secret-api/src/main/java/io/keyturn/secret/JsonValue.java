package io.keyturn.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of one scalar in a JSON document; the whole document is read, so that it is whole. */
final class JsonValue {
  // No recycled buffers and no shared name tables: they would keep content alive.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final SecretLocation location;
  private final List<String> path;

  JsonValue(SecretLocation location, List<String> path) {
    this.location = location;
    this.path = path;
  }

  byte[] in(byte[] json) {
    String found;
    try (JsonParser parser = JSON.createParser(text(json))) {
      parser.nextToken();
      found = find(parser, 0);
      if (parser.nextToken() != null) {
        throw unreadable("it is not one JSON value");
      }
    } catch (IOException e) { // not chained: a parser's message quotes what it could not read
      throw unreadable("it is not valid JSON, or has a member twice");
    }
    if (found == null) {
      throw new SecretNotFoundException(
          location, "there is no such field in its JSON, or it is null");
    }
    return bytes(found);
  }

  /** Read here, since the parser would put a replacement in place of what is not UTF-8. */
  private String text(byte[] json) {
    try {
      String text = Utf8.text(json);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unreadable("it is not UTF-8 text");
    }
  }

  private byte[] bytes(String found) {
    try {
      return Utf8.bytes(found);
    } catch (IllegalArgumentException e) {
      throw unreadable(Utf8.HALF);
    }
  }

  private @Nullable String find(JsonParser parser, int depth) throws IOException {
    if (depth == path.size()) {
      return scalar(parser);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return member(parser, depth);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return element(parser, depth);
    }
    if (depth == 0) {
      throw unreadable("it is not a JSON object");
    }
    return null;
  }

  private @Nullable String scalar(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw unreadable("it is empty where JSON was to be");
    }
    if (token.isStructStart()) {
      throw unreadable(
          "the field is a JSON object or list; name a value in it with a pointer, #/field/member");
    }
    return token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  private @Nullable String member(JsonParser parser, int depth) throws IOException {
    String found = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean wanted = parser.currentName().equals(path.get(depth));
      parser.nextToken();
      found = wanted ? find(parser, depth + 1) : skip(parser, found);
    }
    return found;
  }

  private @Nullable String element(JsonParser parser, int depth) throws IOException {
    String found = null;
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      found =
          path.get(depth).equals(Integer.toString(i))
              ? find(parser, depth + 1)
              : skip(parser, found);
    }
    return found;
  }

  private static @Nullable String skip(JsonParser parser, @Nullable String found)
      throws IOException {
    parser.skipChildren();
    return found;
  }

  private SecretFormatException unreadable(String reason) {
    return new SecretFormatException(location, reason);
  }
}
