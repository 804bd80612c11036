"""The papers and programs that measures name as their source, in full (internal)."""

from __future__ import annotations

REFERENCES: dict[str, str] = {
    "Bagga and Baldwin 1998": "A. Bagga and B. Baldwin. Algorithms for scoring coreference chains. LREC "
    "workshop on linguistic coreference.",
    "CoNLL reference scorer": "conll/reference-coreference-scorers on GitHub, v8.01 (Perl).",
    "CorefUD scorer": "ufal/corefud-scorer on GitHub, built on the Universal Anaphora scorer.",
    "EvmEval": "hunterhector/EvmEval on GitHub, the scorer of the TAC KBP event nugget track.",
    "GERBIL": "M. Röder, R. Usbeck and A.-C. Ngonga Ngomo. GERBIL: benchmarking named entity recognition "
    "and linking consistently. Semantic Web 9(5), 2018; dice-group/gerbil on GitHub.",
    "Hachey et al. 2014": "B. Hachey, J. Nothman and W. Radford. Cheap and easy entity evaluation. ACL.",
    "Huang et al. 2024": "K.-H. Huang et al. TextEE: benchmark, reevaluation, reflections, and future "
    "challenges in event extraction. Findings of ACL.",
    "Luo 2005": "X. Luo. On coreference resolution performance metrics. HLT/EMNLP.",
    "Luo et al. 2014": "X. Luo, S. Pradhan, M. Recasens and E. Hovy. An extension of BLANC to system "
    "mentions. ACL.",
    "Moosavi and Strube 2016": "N. S. Moosavi and M. Strube. Which coreference evaluation metric do you "
    "trust? A proposal for a link-based entity aware metric. ACL.",
    "OneIE": "Y. Lin, H. Ji, F. Huang and L. Wu. A joint neural model for information extraction with "
    "global features. ACL 2020; the scorer of its program.",
    "PDNC": "K. Vishnubhotla, A. Hammond and G. Hirst. The Project Dialogism Novel Corpus: a dataset for "
    "quotation attribution in literary texts. LREC 2022.",
    "PolNeAR": "E. Newell, D. Margolin and D. Ruths. An attribution relations corpus for political news. "
    "LREC 2018.",
    "Pradhan et al. 2012": "S. Pradhan, A. Moschitti, N. Xue, O. Uryupina and Y. Zhang. CoNLL-2012 shared "
    "task: modeling multilingual unrestricted coreference in OntoNotes. EMNLP-CoNLL.",
    "Pradhan et al. 2014": "S. Pradhan, X. Luo, M. Recasens, E. Hovy, V. Ng and M. Strube. Scoring "
    "coreference partitions of predicted mentions: a reference implementation. ACL.",
    "RAMS": "S. Ebner, P. Xia, R. Culkin, K. Rawlins and B. Van Durme. Multi-sentence argument linking. "
    "ACL 2020.",
    "Recasens and Hovy 2011": "M. Recasens and E. Hovy. BLANC: implementing the Rand index for "
    "coreference evaluation. Natural Language Engineering 17(4).",
    "Redewiedergabe": "A. Brunner, S. Engelberg, F. Jannidis, N. D. T. Tu and L. Weimer. Corpus "
    "REDEWIEDERGABE. LREC 2020.",
    "Segura-Bedmar et al. 2013": "I. Segura-Bedmar, P. Martínez and M. Herrero-Zazo. SemEval-2013 task 9: "
    "extraction of drug-drug interactions from biomedical texts. SemEval.",
    "TAC KBP 2014": "H. Ji, J. Nothman and B. Hachey. Overview of TAC-KBP2014 entity discovery and "
    "linking tasks. TAC.",
    "TempEval-3": "N. UzZaman et al. SemEval-2013 task 1: TempEval-3: evaluating time expressions, "
    "events, and temporal relations. SemEval.",
    "TextEE": "The program of Huang et al. 2024.",
    "Tjong Kim Sang and De Meulder 2003": "E. F. Tjong Kim Sang and F. De Meulder. Introduction to the "
    "CoNLL-2003 shared task: language-independent named entity recognition. CoNLL.",
    "Vilain et al. 1995": "M. Vilain, J. Burger, J. Aberdeen, D. Connolly and L. Hirschman. A "
    "model-theoretic coreference scoring scheme. MUC-6.",
    "gen-arg": "S. Li, H. Ji and J. Han. Document-level event argument extraction by conditional "
    "generation. NAACL 2021; raspberryice/gen-arg on GitHub.",
    "neleval": "wikilinks/neleval on GitHub, 3.1.1; the program of Hachey et al. 2014.",
    "nervaluate": "MantisAI/nervaluate on GitHub, 1.2.1.",
    "tac-kbp-eal": "isi-nlp/tac-kbp-eal on GitHub, the scorer of the TAC KBP event argument task.",
}
"""Name in a source -> reference."""


def named(source: str) -> list[str]:
    """The references that a source names, by their keys.

    >>> named("Luo 2005 (φ4); CoNLL reference scorer v8.01")
    ['CoNLL reference scorer', 'Luo 2005']
    """
    return [key for key in REFERENCES if key in source]
