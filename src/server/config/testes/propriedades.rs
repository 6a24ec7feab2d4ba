//! Arbitrary text never brings the loader down, and a refusal always says something.

use proptest::prelude::*;

use super::{COMPLETO, carregar, carregar_com};
use crate::server::config::Config;

fn linhas_do_exemplo() -> impl Strategy<Value = String> {
    let linhas: Vec<&'static str> = COMPLETO.lines().collect();
    prop::collection::vec(prop::sample::select(linhas), 0..80).prop_map(|escolhidas| escolhidas.join("\n"))
}

/// One line each, whatever the input.
fn uma_linha_cada(texto: &str) -> Result<(), TestCaseError> {
    if let Err(problemas) = carregar(texto) {
        prop_assert!(!problemas.is_empty());
        for problema in &problemas {
            let dita = problema.to_string();
            prop_assert!(!dita.contains(['\n', '\r', '\0']), "{dita:?}");
            prop_assert!(problema.linha().is_none_or(|l| l <= texto.split('\n').count()), "{dita}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_answered(texto in any::<String>()) {
        uma_linha_cada(&texto)?;
    }

    #[test]
    fn any_toml_like_text_is_answered(texto in "(\\[{0,2}[a-z.\"-]{0,12}\\]{0,2}|[a-z-]{1,10} ?= ?[0-9a-z\"{}\\[\\],.:#'-]{0,16}|\\n|\\t){0,40}") {
        uma_linha_cada(&texto)?;
    }

    #[test]
    fn any_shuffle_of_the_example_is_answered(texto in linhas_do_exemplo()) {
        uma_linha_cada(&texto)?;
    }

    #[test]
    fn any_cut_or_edit_of_the_example_is_answered(de in 0..COMPLETO.len(), ate in 0..COMPLETO.len(), novo in "\\PC{0,8}|\n|\u{0}|\u{feff}") {
        // The example has accents: a cut inside of one is no text.
        let (de, ate) = (COMPLETO.floor_char_boundary(de.min(ate)), COMPLETO.floor_char_boundary(de.max(ate)));
        uma_linha_cada(&format!("{}{novo}{}", &COMPLETO[..de], &COMPLETO[ate..]))?;
    }

    #[test]
    fn any_value_of_any_key_is_answered(i in 0..Config::chaves().len(), valor in any::<String>()) {
        let variavel = Config::chaves()[i].1.replace("<SLUG>", "HORIZONTE").replace("<N>", "0");
        if let Err(problemas) = carregar_com(COMPLETO, &[(variavel.as_str(), valor.as_str())]) {
            prop_assert!(!problemas.is_empty());
            for problema in problemas {
                prop_assert!(!problema.to_string().contains(['\n', '\r', '\0']));
            }
        }
    }

    #[test]
    fn any_variable_name_is_answered(nome in "FINANCEIRO__[A-Z_]{0,60}") {
        let lido = carregar_com(COMPLETO, &[(nome.as_str(), "x")]);
        prop_assert!(lido.is_ok() || lido.is_err_and(|p| !p.is_empty()));
    }
}
