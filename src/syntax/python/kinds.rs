//! The grammar's node kinds and fields as Rust values, looked up once instead of compared as strings at every node.

use std::num::NonZeroU16;
use std::sync::LazyLock;
use tree_sitter::{Language, Node};

macro_rules! kinds {
    ($($variant:ident = $name:literal,)*) => {
        /// What sort of node it is; [`Kind::Other`] for all that are never asked about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $(#[doc = concat!("`", $name, "`.")] $variant,)*
            /// Text the parser couldn't fit in.
            Error,
            /// An unnamed token or a node of no interest.
            Other,
        }

        const KINDS: &[(&str, Kind)] = &[$(($name, Kind::$variant),)*];
    };
}

kinds! {
    AliasedImport = "aliased_import",
    ArgumentList = "argument_list",
    AsPattern = "as_pattern",
    AsPatternTarget = "as_pattern_target",
    AssertStatement = "assert_statement",
    Assignment = "assignment",
    Attribute = "attribute",
    AugmentedAssignment = "augmented_assignment",
    Await = "await",
    BinaryOperator = "binary_operator",
    Block = "block",
    BooleanOperator = "boolean_operator",
    BreakStatement = "break_statement",
    Call = "call",
    CaseClause = "case_clause",
    CasePattern = "case_pattern",
    ClassDefinition = "class_definition",
    ClassPattern = "class_pattern",
    Comment = "comment",
    ComparisonOperator = "comparison_operator",
    ConcatenatedString = "concatenated_string",
    ConditionalExpression = "conditional_expression",
    ContinueStatement = "continue_statement",
    DecoratedDefinition = "decorated_definition",
    Decorator = "decorator",
    DefaultParameter = "default_parameter",
    DeleteStatement = "delete_statement",
    DictPattern = "dict_pattern",
    Dictionary = "dictionary",
    DictionaryComprehension = "dictionary_comprehension",
    DictionarySplat = "dictionary_splat",
    DictionarySplatPattern = "dictionary_splat_pattern",
    DottedName = "dotted_name",
    ElifClause = "elif_clause",
    ElseClause = "else_clause",
    ExceptClause = "except_clause",
    ExecStatement = "exec_statement",
    ExpressionList = "expression_list",
    ExpressionStatement = "expression_statement",
    False = "false",
    FinallyClause = "finally_clause",
    Float = "float",
    ForInClause = "for_in_clause",
    ForStatement = "for_statement",
    FormatExpression = "format_expression",
    FormatSpecifier = "format_specifier",
    FunctionDefinition = "function_definition",
    FutureImportStatement = "future_import_statement",
    GeneratorExpression = "generator_expression",
    GenericType = "generic_type",
    GlobalStatement = "global_statement",
    Identifier = "identifier",
    IfClause = "if_clause",
    IfStatement = "if_statement",
    ImportFromStatement = "import_from_statement",
    ImportStatement = "import_statement",
    Integer = "integer",
    Interpolation = "interpolation",
    KeywordArgument = "keyword_argument",
    KeywordPattern = "keyword_pattern",
    KeywordSeparator = "keyword_separator",
    Lambda = "lambda",
    LineContinuation = "line_continuation",
    List = "list",
    ListComprehension = "list_comprehension",
    ListPattern = "list_pattern",
    ListSplat = "list_splat",
    ListSplatPattern = "list_splat_pattern",
    MatchStatement = "match_statement",
    MemberType = "member_type",
    Module = "module",
    NamedExpression = "named_expression",
    None = "none",
    NonlocalStatement = "nonlocal_statement",
    NotOperator = "not_operator",
    Pair = "pair",
    Parameters = "parameters",
    ParenthesizedExpression = "parenthesized_expression",
    PassStatement = "pass_statement",
    PatternList = "pattern_list",
    PositionalSeparator = "positional_separator",
    PrintStatement = "print_statement",
    RaiseStatement = "raise_statement",
    ReturnStatement = "return_statement",
    Set = "set",
    SetComprehension = "set_comprehension",
    Slice = "slice",
    SplatPattern = "splat_pattern",
    String = "string",
    StringEnd = "string_end",
    StringStart = "string_start",
    Subscript = "subscript",
    True = "true",
    TryStatement = "try_statement",
    Tuple = "tuple",
    TuplePattern = "tuple_pattern",
    Type = "type",
    TypeAliasStatement = "type_alias_statement",
    TypeConversion = "type_conversion",
    TypeParameter = "type_parameter",
    TypedDefaultParameter = "typed_default_parameter",
    TypedParameter = "typed_parameter",
    UnaryOperator = "unary_operator",
    UnionPattern = "union_pattern",
    UnionType = "union_type",
    WhileStatement = "while_statement",
    WildcardImport = "wildcard_import",
    WithClause = "with_clause",
    WithItem = "with_item",
    WithStatement = "with_statement",
    Yield = "yield",
}

macro_rules! fields {
    ($($field:ident = $name:literal,)*) => {
        struct Fields {
            $($field: Option<NonZeroU16>,)*
        }

        static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
            let language = language();
            Fields { $($field: language.field_id_for_name($name),)* }
        });

        /// Named access to a node's parts.
        pub(super) trait Parts<'t> {
            $(#[doc = concat!("The node's `", $name, "`.")] fn $field(self) -> Option<Node<'t>>;)*
        }

        impl<'t> Parts<'t> for Node<'t> {
            $(fn $field(self) -> Option<Node<'t>> {
                self.child_by_field_id(FIELDS.$field?.get())
            })*
        }
    };
}

fields! {
    alias = "alias",
    argument = "argument",
    arguments = "arguments",
    attribute = "attribute",
    body = "body",
    cause = "cause",
    condition = "condition",
    definition = "definition",
    expression = "expression",
    format_specifier = "format_specifier",
    function = "function",
    guard = "guard",
    key = "key",
    left = "left",
    module_name = "module_name",
    name = "name",
    object = "object",
    operator = "operator",
    parameters = "parameters",
    return_type = "return_type",
    right = "right",
    superclasses = "superclasses",
    type_annotation = "type",
    type_conversion = "type_conversion",
    value = "value",
}

/// The grammar.
pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

static TABLE: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let language = language();
    (0..language.node_kind_count())
        .map(|id| {
            let id = id as u16;
            let name = language.node_kind_for_id(id).filter(|_| language.node_kind_is_named(id));
            KINDS.iter().find(|(known, _)| Some(*known) == name).map_or(Kind::Other, |(_, kind)| *kind)
        })
        .collect()
});

/// What sort of node `node` is.
pub(super) fn kind(node: Node<'_>) -> Kind {
    if node.is_error() { Kind::Error } else { TABLE.get(usize::from(node.kind_id())).copied().unwrap_or(Kind::Other) }
}

/// The named children of `node` in order, without comments and line continuations.
pub(super) fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    let mut found = Vec::new();
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        if child.is_named() && !child.is_extra() || child.is_error() {
            found.push(child);
        }
        more = cursor.goto_next_sibling();
    }
    found
}

/// All children of `node` in order, tokens included, without comments and line continuations.
pub(super) fn tokens<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    let mut found = Vec::new();
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        if !child.is_extra() || child.is_error() {
            found.push(child);
        }
        more = cursor.goto_next_sibling();
    }
    found
}

/// The first named child of `node` that is no comment.
pub(super) fn first_child<'t>(node: Node<'t>) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        if child.is_named() && !child.is_extra() && !child.is_error() {
            return Some(child);
        }
        more = cursor.goto_next_sibling();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_is_in_the_grammar() {
        for (name, kind) in KINDS {
            assert!(TABLE.contains(kind), "the grammar has no node {name}");
        }
        let language = language();
        for name in ["alias", "type", "return_type", "format_specifier", "cause", "guard"] {
            assert!(language.field_id_for_name(name).is_some(), "the grammar has no field {name}");
        }
    }
}
