//! Secrets: in the key `x`, or in the file that `x-file` names. Messages name keys and paths, never values.

use std::{fs::File, io::Read};

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::leitor::{Campo, Coleta, Secao};

/// A key longer than this is a wrong file.
const TAMANHO_MAXIMO: u64 = 64 * 1024;

/// The secret `nome` of a section, when either spelling is there.
pub(super) fn ler(secao: &Secao<'_>, nome: &str, c: &mut Coleta) -> Option<SecretString> {
    let no_arquivo = format!("{nome}-file");
    match (secao.campo(nome), secao.campo(&no_arquivo)) {
        (None, None) => None,
        (Some(aqui), Some(_)) => aqui.problema(
            format!("`{nome}` e `{no_arquivo}` foram definidas ao mesmo tempo"),
            format!("Deixe só uma; `{no_arquivo}` não expõe o segredo nesta configuração"),
            c,
        ),
        (Some(aqui), None) => aqui.texto(c).map(|texto| SecretString::from(texto.trim())),
        (None, Some(arquivo)) => de_arquivo(&arquivo, c),
    }
}

/// As [`ler`], and one of the spellings must be there.
pub(super) fn obrigatorio(secao: &Secao<'_>, nome: &str, c: &mut Coleta) -> Option<SecretString> {
    if secao.campo(nome).is_none() && secao.campo(&format!("{nome}-file")).is_none() {
        secao.falta(nome, &format!("{nome}-file = \"caminho/do/arquivo\" (ou {nome} = \"…\")"), c);
        return None;
    }
    ler(secao, nome, c)
}

/// The place of the secret, for reports about its content.
pub(super) fn campo<'a>(secao: &Secao<'a>, nome: &str) -> Option<Campo<'a>> {
    secao.campo(nome).or_else(|| secao.campo(&format!("{nome}-file")))
}

/// Reads the file named by the field: UTF-8, without the blanks around it, not empty.
pub(super) fn de_arquivo(arquivo: &Campo<'_>, c: &mut Coleta) -> Option<SecretString> {
    let texto = arquivo.texto(c)?;
    let caminho = c.resolver(texto);
    let visivel = caminho.display().to_string();
    let mut bytes = Zeroizing::new(Vec::new());
    if let Err(erro) = File::open(&caminho).and_then(|f| f.take(TAMANHO_MAXIMO + 1).read_to_end(&mut bytes)) {
        let motivo = match erro.kind() {
            std::io::ErrorKind::NotFound => "não existe".to_owned(),
            std::io::ErrorKind::PermissionDenied => "não pode ser lido: permissão negada".to_owned(),
            _ => format!("não pode ser lido: {erro}"),
        };
        let como = "Crie-o só com o segredo dentro, legível pelo usuário do programa; \
                    caminhos relativos partem da pasta da configuração";
        return arquivo.problema(format!("o arquivo {visivel} {motivo}"), como, c);
    }
    if bytes.len() as u64 > TAMANHO_MAXIMO {
        return arquivo.problema(
            format!("o arquivo {visivel} é grande demais para um segredo"),
            "Confira o caminho",
            c,
        );
    }
    let Ok(texto) = std::str::from_utf8(&bytes) else {
        return arquivo.problema(format!("o arquivo {visivel} não é texto UTF-8"), "Grave o segredo como texto", c);
    };
    let texto = texto.trim();
    if texto.is_empty() {
        return arquivo.problema(format!("o arquivo {visivel} está vazio"), "Grave nele o segredo", c);
    }
    Some(SecretString::from(texto))
}
