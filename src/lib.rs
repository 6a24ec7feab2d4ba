//! Financeiro.
