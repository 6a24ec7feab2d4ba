//! Names of the files a person downloads.

use domain::documento::Cnpj;

/// Longest name, extension included: fits every file system and is still read in a list.
pub const COMPRIMENTO_MAXIMO: usize = 80;

const EXTENSAO_MAXIMA: usize = 10;
/// As many digits together are a CPF, a CNPJ, a linha digitável or an access key.
const DIGITOS_DE_MAIS: usize = 11;
/// Lengths of the groups in which CPF and CNPJ are written: `111.444.777-35`, `111444777-35`, `11.222.333/0001-81`, …
const AGRUPAMENTOS: [&[usize]; 4] = [&[3, 3, 3, 2], &[9, 2], &[2, 3, 3, 4, 2], &[8, 4, 2]];
/// Devices of Windows, which are no files with any extension.
const RESERVADOS: [&str; 4] = ["aux", "con", "nul", "prn"];
/// Reserved too with a digit behind.
const RESERVADOS_NUMERADOS: [&str; 2] = ["com", "lpt"];

/// `extrato-2026-11-21-torre-ambar.csv` from `["extrato", "2026-11-21", "Torre Âmbar"]` and `csv`.
///
/// Lower-case ASCII letters, digits, hyphens, and one dot before the extension; at most [`COMPRIMENTO_MAXIMO`]; never empty, no
/// path, no name a system reserves. What reads like a CPF, a CNPJ or a longer number inside a part is left out: names of files
/// end up in histories, logs and e-mails. Nothing left is `documento`; no extension left is `bin`.
pub fn arquivo(partes: &[&str], extensao: &str) -> String {
    let extensao: String = extensao
        .chars()
        .filter_map(|caractere| sem_acento(caractere.to_lowercase().next()?).chars().next())
        .filter(char::is_ascii_alphanumeric)
        .take(EXTENSAO_MAXIMA)
        .collect();
    let extensao = if extensao.is_empty() { "bin" } else { &extensao };
    let nomes: Vec<String> = partes.iter().map(|parte| legivel(parte)).filter(|parte| !parte.is_empty()).collect();
    let mut nome = encurtado(&nomes.join("-"), COMPRIMENTO_MAXIMO - extensao.len() - 1).to_owned();
    if nome.is_empty() {
        "documento".clone_into(&mut nome);
    } else if reservado(&nome) {
        nome.insert_str(0, "documento-");
    }
    format!("{nome}.{extensao}")
}

/// A part as words joined by hyphens, without documents.
fn legivel(parte: &str) -> String {
    // Longer than any name, so that an enormous text costs nothing.
    let escrito: String =
        parte.chars().take(4 * COMPRIMENTO_MAXIMO).flat_map(char::to_lowercase).map(sem_acento).collect();
    let sem_numeros = sem_numeros_longos(&escrito);
    let mut palavras: Vec<&str> = sem_numeros
        .split(|caractere: char| !caractere.is_ascii_alphanumeric())
        .filter(|palavra| !palavra.is_empty())
        .collect();
    palavras.retain(|palavra| !eh_cnpj(palavra));
    // Taking one out may bring together what surrounded it.
    while let Some((inicio, quantas)) = documento_em(&palavras) {
        palavras.drain(inicio..inicio + quantas);
    }
    palavras.join("-")
}

/// Digits together, from [`DIGITOS_DE_MAIS`] on, become a separator.
fn sem_numeros_longos(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    let mut digitos = String::new();
    for caractere in texto.chars().chain(std::iter::once('-')) {
        if caractere.is_ascii_digit() {
            digitos.push(caractere);
            continue;
        }
        saida.push_str(if digitos.len() < DIGITOS_DE_MAIS { &digitos } else { "-" });
        digitos.clear();
        saida.push(caractere);
    }
    saida
}

/// Where a document written in groups starts, and of how many words it is.
fn documento_em(palavras: &[&str]) -> Option<(usize, usize)> {
    (0..palavras.len()).find_map(|inicio| {
        let resto = palavras.get(inicio..)?;
        AGRUPAMENTOS.iter().find_map(|grupos| {
            let candidatas = resto.get(..grupos.len())?;
            let medidas = candidatas.iter().zip(*grupos).all(|(palavra, medida)| palavra.len() == *medida);
            let so_digitos = candidatas.iter().all(|palavra| palavra.bytes().all(|byte| byte.is_ascii_digit()));
            (medidas && (so_digitos || eh_cnpj(&candidatas.concat()))).then_some((inicio, grupos.len()))
        })
    })
}

/// With letters, words of the same lengths are common: the check digits decide.
fn eh_cnpj(texto: &str) -> bool {
    texto.len() == 14 && Cnpj::ler(&texto.to_ascii_uppercase()).is_ok()
}

/// At most `maximo`, cut between words where there are any.
fn encurtado(nome: &str, maximo: usize) -> &str {
    let Some(cortado) = nome.get(..maximo).filter(|_| nome.len() > maximo) else { return nome };
    let entre_palavras = nome.as_bytes().get(maximo) == Some(&b'-');
    let cortado = match cortado.rfind('-') {
        Some(hifen) if !entre_palavras => cortado.get(..hifen).unwrap_or(cortado),
        _ => cortado,
    };
    cortado.trim_end_matches('-')
}

fn reservado(nome: &str) -> bool {
    RESERVADOS.contains(&nome)
        || RESERVADOS_NUMERADOS
            .iter()
            .filter_map(|prefixo| nome.strip_prefix(prefixo))
            .any(|resto| resto.len() == 1 && resto.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A lower-case letter without its accent; what Portuguese does not write is a separator.
const fn sem_acento(letra: char) -> &'static str {
    match letra {
        'a' | 'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ª' => "a",
        'b' => "b",
        'c' | 'ç' => "c",
        'd' => "d",
        'e' | 'é' | 'è' | 'ê' | 'ë' => "e",
        'f' => "f",
        'g' => "g",
        'h' => "h",
        'i' | 'í' | 'ì' | 'î' | 'ï' => "i",
        'j' => "j",
        'k' => "k",
        'l' => "l",
        'm' => "m",
        'n' | 'ñ' => "n",
        'o' | 'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'º' => "o",
        'p' => "p",
        'q' => "q",
        'r' => "r",
        's' => "s",
        't' => "t",
        'u' | 'ú' | 'ù' | 'û' | 'ü' => "u",
        'v' => "v",
        'w' => "w",
        'x' => "x",
        'y' | 'ý' | 'ÿ' => "y",
        'z' => "z",
        '0' => "0",
        '1' => "1",
        '2' => "2",
        '3' => "3",
        '4' => "4",
        '5' => "5",
        '6' => "6",
        '7' => "7",
        '8' => "8",
        '9' => "9",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        // Accents written apart (decomposed text): the letter before them is already there.
        '\u{300}'..='\u{36f}' => "",
        _ => "-",
    }
}
