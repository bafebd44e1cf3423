"""The table of commands: where each is, and what it does in one line.

The program imports a command when it is called.
"""

COMMAND_TABLE = {
    "ingest": (
        "cli.articles.ingest:ingest",
        "Read pages, and store their articles, segments and aligned units.",
    ),
    "articles": (
        "cli.articles.articles:articles",
        "List the articles, the latest first.",
    ),
    "show": (
        "cli.articles.show:show",
        "Show an article side by side with its translation, or one unit.",
    ),
    "review": (
        "cli.articles.review:review",
        "List pairs with uncertain alignment, and accept, reject or edit them.",
    ),
    "lookup": (
        "cli.memory.lookup:lookup",
        "Find how a text, or one like it, was translated before.",
    ),
    "concordance": (
        "cli.memory.concordance:concordance",
        "Find every segment that contains a phrase, with its translation.",
    ),
    "prompt": (
        "cli.memory.prompt:prompt",
        "Build a package for a language model that translates TEXT.",
    ),
    "judge": (
        "cli.memory.judge:judge",
        "Judge ANSWER, a language model's translation of SOURCE.",
    ),
    "add": (
        "cli.memory.edit:add",
        "Add a segment and its translation to the memory, or correct one.",
    ),
    "remove": (
        "cli.memory.edit:remove",
        "Remove units from the memory; `padanan undo` restores them.",
    ),
    "stats": (
        "cli.memory.stats:stats",
        "Count segments, units, articles and concepts in the database.",
    ),
    "history": (
        "cli.memory.history:history",
        "List change sets, the latest first, or the changes of one change set.",
    ),
    "undo": (
        "cli.memory.undo:undo",
        "Undo a change set (an import or any other command), or a single change.",
    ),
    "redo": (
        "cli.memory.undo:redo",
        "Redo what `padanan undo` reverted.",
    ),
    "forget": (
        "cli.memory.forget:forget",
        "Replace an author's name by a random id, in history and units.",
    ),
    "index": (
        "cli.memory.index:index",
        "Update the index that makes lookup fast.",
    ),
    "migrate": (
        "cli.database.migrate:migrate",
        "Upgrade a database of an older Padanan to this version.",
    ),
    "backup": (
        "cli.database.backup:backup",
        "Write everything that a database contains to one file.",
    ),
    "restore": (
        "cli.database.backup:restore",
        "Restore a backup into an empty database.",
    ),
    "doctor": (
        "cli.database.doctor:doctor",
        "Examine a database: damage, history, indexes, versions and rights.",
    ),
    "report": (
        "cli.database.report:report",
        "Write an overview of the database as one HTML page.",
    ),
    "terms": (
        "cli.terms.terms:terms",
        "The termbase: concepts, and the terms for them in each language.",
    ),
    "check": (
        "cli.check.check:check",
        "Check pages, files of units, the memory or an article.",
    ),
    "batch": (
        "cli.batch.batch:batch",
        "Run a job over large files: in processes, or on several machines.",
    ),
    "checks": (
        "cli.check.checks:checks",
        "List the checks, explain one, and measure them on your own text.",
    ),
    "dismiss": (
        "cli.check.session.dismiss:dismiss",
        "Dismiss findings: do not report them again until their text changes.",
    ),
    "import": (
        "cli.exchange.import_:import_",
        "Import the units of TMX, PO, XLIFF, CSV, XLSX and other files.",
    ),
    "export": (
        "cli.exchange.export:export",
        "Export units of the memory to a TMX, PO, XLIFF, CSV, XLSX or other file.",
    ),
    "convert": (
        "cli.exchange.convert:convert",
        "Convert a file of units or terms into another format.",
    ),
    "dedupe": (
        "cli.exchange.dedupe:dedupe",
        "Find units that duplicate others, in files or the memory, and remove them.",
    ),
    "validate": (
        "cli.exchange.validate:validate",
        "Find errors in files of units or terms, with their lines.",
    ),
    "selections": (
        "cli.exchange.selections:selections",
        "List the saved selections of units, or delete one.",
    ),
    "pretranslate": (
        "cli.exchange.pretranslate:pretranslate",
        "Fill a PO, XLIFF, JSONL file or table, or a document, from the memory.",
    ),
    "document": (
        "cli.exchange.document:document",
        "Extract the sentences of documents as XLIFF, and merge translations.",
    ),
    "analyse": (
        "cli.memory.evaluate:analyse",
        "Count how much of some files the memory can translate.",
    ),
    "evaluate": (
        "cli.memory.evaluate:evaluate",
        "Measure how good the memory's suggestions are.",
    ),
    "score": (
        "cli.memory.score:score",
        "Score a translation against a reference: BLEU, chrF++ and TER.",
    ),
    "segment": (
        "cli.articles.segment:segment",
        "Split a text into sentences, and give the offsets of each.",
    ),
    "rules": (
        "cli.articles.sentence_rules:rules",
        "Write the sentence segmentation rules as SRX 2.0.",
    ),
    "align": (
        "cli.articles.align:align",
        "Align two texts: find which sentences translate each other.",
    ),
    "serve": (
        "cli.serve:serve",
        "Run the server: pages for browsers, and an API for programs.",
    ),
    "people": (
        "cli.people.people:people",
        "The people of the server: accounts, roles and tokens.",
    ),
    "mcp": (
        "cli.mcp:mcp",
        "Serve an assistant by the Model Context Protocol, over stdin and stdout.",
    ),
    "language": (
        "cli.language:language",
        "List the data files for a language, and what does not work without them.",
    ),
    "config": (
        "cli.config:config",
        "Show the settings in force, and where each is from.",
    ),
    "init": (
        "cli.config:init",
        "Write a padanan.toml with every setting, commented, to begin with.",
    ),
    "demo": (
        "cli.demo:demo",
        "Run the main commands on the seed articles, and show their output.",
    ),
    "completion": (
        "cli.completion:completion",
        "Print the script that completes commands and options with the Tab key.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""
