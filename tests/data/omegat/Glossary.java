import java.io.File;
import org.omegat.gui.glossary.GlossaryEntry;
import org.omegat.gui.glossary.GlossaryReaderTSV;

/** Prints what OmegaT reads of a glossary: source, target and comment of a line each. */
public class Glossary {
    public static void main(String[] names) throws Exception {
        for (GlossaryEntry entry : GlossaryReaderTSV.read(new File(names[0]), false)) {
            System.out.println(entry.getSrcText() + "\t" + entry.getLocText() + "\t" + entry.getCommentText());
        }
    }
}
