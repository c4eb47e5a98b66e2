package io.keyturn.bench.page;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.io.StringWriter;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;

/** An SVG document to draw on; texts stay texts, with measures that are the same everywhere. */
final class Svg extends SVGGraphics2D {
  Svg(int width, int height) {
    super(context(), false);
    setSVGCanvasSize(new Dimension(width, height));
  }

  private Svg(Svg other) {
    super(other);
  }

  @Override
  public Graphics create() {
    return new Svg(this);
  }

  private static SVGGeneratorContext context() {
    SVGGeneratorContext context =
        SVGGeneratorContext.createDefault(
            GenericDOMImplementation.getDOMImplementation()
                .createDocument("http://www.w3.org/2000/svg", "svg", null));
    context.setComment(" made by tools/bench ");
    context.setPrecision(2);
    return context;
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return font instanceof FixedFont fixed
        ? fixed.metrics()
        : new FixedFont(font.getStyle(), font.getSize()).metrics();
  }

  String text() {
    StringWriter text = new StringWriter();
    try {
      stream(text, true);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }
}
