//! The two grammars' node kinds and fields as Rust values, looked up once instead of compared as strings at every node.

use crate::source::Span;
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
    AbstractClassDeclaration = "abstract_class_declaration",
    AbstractMethodSignature = "abstract_method_signature",
    AccessibilityModifier = "accessibility_modifier",
    AmbientDeclaration = "ambient_declaration",
    Arguments = "arguments",
    Array = "array",
    ArrayPattern = "array_pattern",
    ArrayType = "array_type",
    ArrowFunction = "arrow_function",
    AsExpression = "as_expression",
    AssertsAnnotation = "asserts_annotation",
    AssignmentExpression = "assignment_expression",
    AssignmentPattern = "assignment_pattern",
    AugmentedAssignmentExpression = "augmented_assignment_expression",
    AwaitExpression = "await_expression",
    BinaryExpression = "binary_expression",
    BreakStatement = "break_statement",
    CallExpression = "call_expression",
    CatchClause = "catch_clause",
    Class = "class",
    ClassBody = "class_body",
    ClassDeclaration = "class_declaration",
    ClassHeritage = "class_heritage",
    ClassStaticBlock = "class_static_block",
    Comment = "comment",
    ComputedPropertyName = "computed_property_name",
    ConditionalType = "conditional_type",
    ConstructorType = "constructor_type",
    ContinueStatement = "continue_statement",
    DebuggerStatement = "debugger_statement",
    Decorator = "decorator",
    DoStatement = "do_statement",
    ElseClause = "else_clause",
    EmptyStatement = "empty_statement",
    EnumAssignment = "enum_assignment",
    EnumDeclaration = "enum_declaration",
    ExistentialType = "existential_type",
    ExportClause = "export_clause",
    ExportSpecifier = "export_specifier",
    ExportStatement = "export_statement",
    ExpressionStatement = "expression_statement",
    ExtendsClause = "extends_clause",
    ExtendsTypeClause = "extends_type_clause",
    False = "false",
    FinallyClause = "finally_clause",
    FlowMaybeType = "flow_maybe_type",
    ForInStatement = "for_in_statement",
    ForStatement = "for_statement",
    FormalParameters = "formal_parameters",
    FunctionDeclaration = "function_declaration",
    FunctionExpression = "function_expression",
    FunctionSignature = "function_signature",
    FunctionType = "function_type",
    GeneratorFunction = "generator_function",
    GeneratorFunctionDeclaration = "generator_function_declaration",
    GenericType = "generic_type",
    HashBangLine = "hash_bang_line",
    HtmlCharacterReference = "html_character_reference",
    HtmlComment = "html_comment",
    Identifier = "identifier",
    IfStatement = "if_statement",
    ImplementsClause = "implements_clause",
    Import = "import",
    ImportAlias = "import_alias",
    ImportClause = "import_clause",
    ImportRequireClause = "import_require_clause",
    ImportSpecifier = "import_specifier",
    ImportStatement = "import_statement",
    InstantiationExpression = "instantiation_expression",
    InterfaceDeclaration = "interface_declaration",
    InternalModule = "internal_module",
    IntersectionType = "intersection_type",
    JsxAttribute = "jsx_attribute",
    JsxElement = "jsx_element",
    JsxExpression = "jsx_expression",
    JsxNamespaceName = "jsx_namespace_name",
    JsxOpeningElement = "jsx_opening_element",
    JsxSelfClosingElement = "jsx_self_closing_element",
    JsxText = "jsx_text",
    LabeledStatement = "labeled_statement",
    LexicalDeclaration = "lexical_declaration",
    LiteralType = "literal_type",
    LookupType = "lookup_type",
    MemberExpression = "member_expression",
    MetaProperty = "meta_property",
    MethodDefinition = "method_definition",
    MethodSignature = "method_signature",
    Module = "module",
    NamedImports = "named_imports",
    NamespaceExport = "namespace_export",
    NamespaceImport = "namespace_import",
    NestedIdentifier = "nested_identifier",
    NestedTypeIdentifier = "nested_type_identifier",
    NewExpression = "new_expression",
    NonNullExpression = "non_null_expression",
    Null = "null",
    Number = "number",
    Object = "object",
    ObjectAssignmentPattern = "object_assignment_pattern",
    ObjectPattern = "object_pattern",
    ObjectType = "object_type",
    OptionalParameter = "optional_parameter",
    OptionalType = "optional_type",
    OverrideModifier = "override_modifier",
    Pair = "pair",
    PairPattern = "pair_pattern",
    ParenthesizedExpression = "parenthesized_expression",
    ParenthesizedType = "parenthesized_type",
    PredefinedType = "predefined_type",
    PrivatePropertyIdentifier = "private_property_identifier",
    Program = "program",
    PropertyIdentifier = "property_identifier",
    PropertySignature = "property_signature",
    PublicFieldDefinition = "public_field_definition",
    ReadonlyType = "readonly_type",
    Regex = "regex",
    RequiredParameter = "required_parameter",
    RestPattern = "rest_pattern",
    RestType = "rest_type",
    ReturnStatement = "return_statement",
    SatisfiesExpression = "satisfies_expression",
    SequenceExpression = "sequence_expression",
    ShorthandPropertyIdentifier = "shorthand_property_identifier",
    ShorthandPropertyIdentifierPattern = "shorthand_property_identifier_pattern",
    SpreadElement = "spread_element",
    StatementBlock = "statement_block",
    String = "string",
    StringFragment = "string_fragment",
    SubscriptExpression = "subscript_expression",
    Super = "super",
    SwitchCase = "switch_case",
    SwitchDefault = "switch_default",
    SwitchStatement = "switch_statement",
    TemplateString = "template_string",
    TemplateSubstitution = "template_substitution",
    TernaryExpression = "ternary_expression",
    This = "this",
    ThisType = "this_type",
    ThrowStatement = "throw_statement",
    True = "true",
    TryStatement = "try_statement",
    TupleType = "tuple_type",
    TypeAliasDeclaration = "type_alias_declaration",
    TypeAnnotation = "type_annotation",
    TypeArguments = "type_arguments",
    TypeAssertion = "type_assertion",
    TypeIdentifier = "type_identifier",
    TypeParameters = "type_parameters",
    TypePredicateAnnotation = "type_predicate_annotation",
    TypeQuery = "type_query",
    UnaryExpression = "unary_expression",
    Undefined = "undefined",
    UnionType = "union_type",
    UpdateExpression = "update_expression",
    VariableDeclaration = "variable_declaration",
    VariableDeclarator = "variable_declarator",
    WhileStatement = "while_statement",
    WithStatement = "with_statement",
    YieldExpression = "yield_expression",
}

macro_rules! fields {
    ($($field:ident = $name:literal,)*) => {
        #[derive(Debug, Default)]
        struct Fields {
            $($field: u16,)*
        }

        impl Fields {
            /// A field the grammar hasn't is 0, which no node has.
            fn of(language: &Language) -> Self {
                Self { $($field: language.field_id_for_name($name).map_or(0, |id| id.get()),)* }
            }
        }

        impl<'t> SyntaxNode<'t> {
            $(#[doc = concat!("The node's `", $name, "`.")]
            pub(super) fn $field(self) -> Option<Self> {
                self.field(self.grammar.fields.$field)
            })*
        }

        #[cfg(test)]
        const FIELDS: &[&str] = &[$($name,)*];
    };
}

fields! {
    alias = "alias",
    alternative = "alternative",
    argument = "argument",
    arguments = "arguments",
    body = "body",
    condition = "condition",
    consequence = "consequence",
    constraint = "constraint",
    constructor = "constructor",
    declaration = "declaration",
    finalizer = "finalizer",
    function = "function",
    handler = "handler",
    increment = "increment",
    index = "index",
    initializer = "initializer",
    key = "key",
    keyword = "kind",
    left = "left",
    module = "module",
    name = "name",
    object = "object",
    open_tag = "open_tag",
    operator = "operator",
    parameter = "parameter",
    parameters = "parameters",
    pattern = "pattern",
    property = "property",
    return_type = "return_type",
    right = "right",
    source = "source",
    type_annotation = "type",
    type_arguments = "type_arguments",
    type_parameters = "type_parameters",
    value = "value",
}

/// A grammar with its tables.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) language: Language,
    kinds: Vec<Kind>,
    fields: Fields,
}

impl Grammar {
    fn new(language: Language) -> Self {
        let kinds = (0..language.node_kind_count())
            .map(|id| {
                let id = id as u16;
                let name = language.node_kind_for_id(id).filter(|_| language.node_kind_is_named(id));
                KINDS.iter().find(|(known, _)| Some(*known) == name).map_or(Kind::Other, |(_, kind)| *kind)
            })
            .collect();
        let fields = Fields::of(&language);
        Self { language, kinds, fields }
    }
}

/// TypeScript without JSX.
pub(super) static TYPESCRIPT: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));

/// TypeScript and JavaScript with JSX.
pub(super) static TSX: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TSX.into()));

/// A node of a tree, with the grammar that knows what its numbers mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct SyntaxNode<'t> {
    node: Node<'t>,
    grammar: &'static Grammar,
}

impl PartialEq for SyntaxNode<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<'t> SyntaxNode<'t> {
    pub(super) fn new(node: Node<'t>, grammar: &'static Grammar) -> Self {
        Self { node, grammar }
    }

    /// What sort of node it is.
    pub(super) fn kind(self) -> Kind {
        // Errors have a number past all of a grammar's own.
        self.grammar.kinds.get(usize::from(self.node.kind_id())).copied().unwrap_or(Kind::Error)
    }

    /// An unnamed token's own text.
    pub(super) fn token(self) -> &'t str {
        if self.node.is_named() { "" } else { self.node.kind() }
    }

    pub(super) fn span(self) -> Span {
        Span::new(self.node.start_byte(), self.node.end_byte())
    }

    pub(super) fn is_named(self) -> bool {
        self.node.is_named()
    }

    /// Put in by the parser where something was missing.
    pub(super) fn is_missing(self) -> bool {
        self.node.is_missing()
    }

    /// Whether the node has no named children.
    pub(super) fn is_leaf(self) -> bool {
        self.node.named_child_count() == 0
    }

    /// Whether there is a syntax error anywhere inside.
    pub(super) fn has_error(self) -> bool {
        self.node.has_error()
    }

    fn field(self, id: u16) -> Option<Self> {
        let node = self.node.child_by_field_id(id)?;
        // Where an error stands between a field's tokens, the field may be the error itself.
        (!node.is_error()).then_some(Self { node, ..self })
    }

    fn collect_children(self, keep: impl Fn(Node<'t>) -> bool) -> Vec<Self> {
        let mut cursor = self.node.walk();
        let mut found = Vec::new();
        let mut more = cursor.goto_first_child();
        while more {
            let node = cursor.node();
            if keep(node) {
                found.push(Self { node, ..self });
            }
            more = cursor.goto_next_sibling();
        }
        found
    }

    /// The named children in order, without comments and errors.
    pub(super) fn children(self) -> Vec<Self> {
        self.collect_children(|n| n.is_named() && !n.is_extra() && !n.is_error())
    }

    /// The named children and errors in order, without comments.
    pub(super) fn children_and_errors(self) -> Vec<Self> {
        self.collect_children(|n| n.is_error() || n.is_named() && !n.is_extra())
    }

    /// All children in order, unnamed tokens and errors included, without comments.
    pub(super) fn tokens(self) -> Vec<Self> {
        self.collect_children(|n| n.is_error() || !n.is_extra())
    }

    /// The children that are syntax errors.
    pub(super) fn errors(self) -> Vec<Self> {
        if self.has_error() { self.collect_children(|n| n.is_error()) } else { Vec::new() }
    }

    /// The first named child that is neither comment nor error.
    pub(super) fn inner(self) -> Option<Self> {
        let mut cursor = self.node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let node = cursor.node();
            if node.is_named() && !node.is_extra() && !node.is_error() {
                return Some(Self { node, ..self });
            }
            more = cursor.goto_next_sibling();
        }
        None
    }

    /// The first child of this kind.
    pub(super) fn child_of_kind(self, kind: Kind) -> Option<Self> {
        self.children().into_iter().find(|c| c.kind() == kind)
    }

    /// Whether one of its own tokens is the given one.
    pub(super) fn has_token(self, token: &str) -> bool {
        self.tokens().into_iter().any(|t| t.token() == token)
    }

    /// Its first token, or its start where it has none.
    pub(super) fn first_token_span(self) -> Span {
        let mut node = self.node;
        while let Some(first) = node.child(0) {
            node = first;
        }
        Span::new(node.start_byte(), node.end_byte())
    }

    /// What is inside any parentheses around it.
    pub(super) fn unparenthesized(self) -> Self {
        let mut node = self;
        while node.kind() == Kind::ParenthesizedExpression
            && let Some(inner) = node.inner()
        {
            node = inner;
        }
        node
    }

    /// Everything before its body, for what has one.
    pub(super) fn header_span(self) -> Span {
        let span = self.span();
        let Some(body) = self.body() else {
            return span;
        };
        let before = self.tokens().into_iter().take_while(|t| *t != body).last();
        Span { end: before.map_or(span.start, |t| t.span().end), ..span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_is_in_a_grammar() {
        for (name, kind) in KINDS {
            assert!(TSX.kinds.contains(kind) || TYPESCRIPT.kinds.contains(kind), "no grammar has a node {name}");
        }
        for grammar in [&TSX, &TYPESCRIPT] {
            for name in FIELDS {
                let is_jsx = *name == "open_tag";
                assert!(is_jsx || grammar.language.field_id_for_name(name).is_some(), "the grammar has no field {name}");
            }
        }
    }

    #[test]
    fn errors_are_known() {
        let mut parser = tree_sitter::Parser::new();
        for grammar in [&TSX, &TYPESCRIPT] {
            parser.set_language(&grammar.language).unwrap();
            let tree = parser.parse("const a = 1;\n%%% b c\nconst d = 2;", None).unwrap();
            let children = SyntaxNode::new(tree.root_node(), grammar).children_and_errors();
            assert!(children.iter().any(|c| c.kind() == Kind::Error && c.node.is_error()));
            assert!(children.iter().all(|c| (c.kind() == Kind::Error) == c.node.is_error()));
        }
    }

    #[test]
    fn a_missing_field_finds_nothing() {
        let mut parser = tree_sitter::Parser::new();
        parser.set_language(&TYPESCRIPT.language).unwrap();
        let tree = parser.parse("a;", None).unwrap();
        assert!(SyntaxNode::new(tree.root_node(), &TYPESCRIPT).open_tag().is_none());
    }
}
