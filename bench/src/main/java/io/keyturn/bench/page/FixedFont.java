package io.keyturn.bench.page;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;

/**
 * A font whose measures are the same on every machine, so that plots are: those that Java asks
 * depend on the fonts that are installed, and on the JDK.
 */
final class FixedFont extends Font {
  @Serial private static final long serialVersionUID = 1;

  /** About what a letter of a sans-serif font takes. */
  private static final float WIDTH_OF_LETTER = 0.56f;

  private static final float ASCENT = 0.8f;
  private static final float DESCENT = 0.2f;

  FixedFont(int style, int size) {
    super(SANS_SERIF, style, size);
  }

  /** All texts of a chart. */
  static void applyTo(JFreeChart chart) {
    FixedFont plain = new FixedFont(PLAIN, 12);
    CategoryPlot plot = chart.getCategoryPlot();
    chart.getTitle().setFont(new FixedFont(BOLD, 15));
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(plain);
    }
    plot.getDomainAxis().setLabelFont(plain);
    plot.getDomainAxis().setTickLabelFont(plain);
    plot.getRangeAxis().setLabelFont(plain);
    plot.getRangeAxis().setTickLabelFont(plain);
    plot.getRenderer().setDefaultItemLabelFont(new FixedFont(PLAIN, 11));
  }

  float width(String text) {
    return text.length() * WIDTH_OF_LETTER * getSize();
  }

  @Override
  public Rectangle2D getStringBounds(String text, FontRenderContext context) {
    return new Rectangle2D.Float(0, -ASCENT * getSize(), width(text), getSize());
  }

  @Override
  public LineMetrics getLineMetrics(String text, FontRenderContext context) {
    return new Line(text.length(), getSize());
  }

  /** The measures for AWT. */
  FontMetrics metrics() {
    return new Metrics(this);
  }

  private static final class Metrics extends FontMetrics {
    @Serial private static final long serialVersionUID = 1;

    private final FixedFont fixed;

    Metrics(FixedFont fixed) {
      super(fixed);
      this.fixed = fixed;
    }

    @Override
    public int stringWidth(String text) {
      return Math.round(fixed.width(text));
    }

    @Override
    public int getAscent() {
      return Math.round(ASCENT * fixed.getSize());
    }

    @Override
    public int getDescent() {
      return Math.round(DESCENT * fixed.getSize());
    }

    @Override
    public Rectangle2D getStringBounds(String text, Graphics context) {
      return fixed.getStringBounds(text, new FontRenderContext(null, true, true));
    }

    @Override
    public LineMetrics getLineMetrics(String text, Graphics context) {
      return new Line(text.length(), fixed.getSize());
    }
  }

  private static final class Line extends LineMetrics {
    private final int letters;
    private final float size;

    Line(int letters, float size) {
      this.letters = letters;
      this.size = size;
    }

    @Override
    public int getNumChars() {
      return letters;
    }

    @Override
    public float getAscent() {
      return ASCENT * size;
    }

    @Override
    public float getDescent() {
      return DESCENT * size;
    }

    @Override
    public float getLeading() {
      return 0;
    }

    @Override
    public float getHeight() {
      return size;
    }

    @Override
    public int getBaselineIndex() {
      return ROMAN_BASELINE;
    }

    @Override
    public float[] getBaselineOffsets() {
      return new float[] {0, 0, 0};
    }

    @Override
    public float getStrikethroughOffset() {
      return -ASCENT * size / 2;
    }

    @Override
    public float getStrikethroughThickness() {
      return 1;
    }

    @Override
    public float getUnderlineOffset() {
      return 1;
    }

    @Override
    public float getUnderlineThickness() {
      return 1;
    }
  }
}
